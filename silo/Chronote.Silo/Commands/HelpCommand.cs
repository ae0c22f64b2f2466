namespace Chronote.Silo.Commands;

internal static class HelpCommand
{
    private const string Text = """
        serve    run the server. Settings are environment variables (see config) or chronote.json in the data folder.
                 --host orleans runs the same grains on Microsoft Orleans
                 --silos N      with it and a PostgreSQL database: N servers of one cluster on this machine, each on the next port,
                                started again when one dies
        doctor   say what is installed, what would be used, and how to get what is missing
        config   print each setting's value and where it came from; secrets are masked
        """;

    public static int Run()
    {
        Console.WriteLine(Text);
        return 0;
    }

    public static int Unknown(string command)
    {
        Console.Error.WriteLine($"There is no command '{command}'.\n{Text}");
        return 64;
    }
}
