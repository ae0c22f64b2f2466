using Chronote.Domain.Notes;

namespace Chronote.Engines.Notes.Extractive;

/// <summary>The built-in writer: no model, no network. What it writes is in <see cref="ExtractiveNotes"/>.</summary>
public sealed class ExtractiveWriter : INotesWriter
{
    public string Name => NotesOptions.Extractive;

    public async Task<NotesAnswer> Write(NotesRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // Twenty thousand lines keep a processor busy for about a second; the caller may be in a turn that others wait for.
        return new NotesAnswer.Written(await Task.Run(() => ExtractiveNotes.Of(request, Name), cancellation));
    }
}
