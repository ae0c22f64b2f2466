using Chronote.Domain.Notes;
using Chronote.Simulation.Running;

namespace Chronote.Simulation.Server;

/// <summary>Notes that say how many lines they were made from.</summary>
internal sealed class ScriptedWriter(Port port, Troubles troubles) : INotesWriter
{
    public string Name => "scripted";

    public Task<NotesAnswer> Write(NotesRequest request, CancellationToken cancellation) => port.Call<NotesAnswer>("NotesWriter.Write", writes: false, () => troubles.EngineFails
        ? new NotesAnswer.Theirs("no answer, as drawn", null)
        : new NotesAnswer.Written(new NotesDocument(Name, [new NotesSection("Summary", [new NotesItem($"{request.Lines.Count} lines", null, null)])])));
}
