namespace Chronote.Crash.Power.Stories;

/// <summary>The story as a process of its own, for strace to watch.</summary>
internal static class StoryProgram
{
    /// <param name="arguments">Which story, the folder it may write to, the file for its promises, and how many processes were killed before this one.</param>
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var name, var root, var promises, var kills]) return 64;
        using var book = new Book(promises);
        switch (name)
        {
            case nameof(ServerStory): await ServerStory.Tell(root, book, kills); break;
            case nameof(SpoolStory): await SpoolStory.Tell(root, book, kills); break;
            default: return 64;
        }
        return 0;
    }
}
