using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Chronote.Golden;

/// <summary>A value as some version of Chronote left it on a disk or sent it to a grain, and what it reads into today.</summary>
public abstract record Sample(string Name)
{
    /// <summary>The value, for those who look what it is made of.</summary>
    public abstract object Value { get; }

    /// <summary>How many versions of its file there are: one more for each change of shape, made on purpose.</summary>
    public abstract int Versions { get; }

    /// <summary>The ending of its file's name.</summary>
    public string Kind { get; init; } = "json";

    /// <param name="older">What the files of version 1, 2, … read into, where that is not the value of today.</param>
    public static Sample Of<T>(string name, JsonTypeInfo<T> shape, T value, params IReadOnlyList<T> older)
        where T : notnull => new Json<T>(name, shape, value, older);

    /// <summary>JSON that nobody here reads again: others do.</summary>
    public static Sample Told(string name, string json, params IReadOnlyList<string> older) => new Text(name, json, older);

    public override string ToString() => Name;

    /// <summary>What today's writer makes of it.</summary>
    public abstract string Write();

    /// <summary>What today's writer makes of the value that the file of a version should hold.</summary>
    public abstract string Expected(int version);

    /// <summary>Reads a file and writes what was read.</summary>
    public abstract string ReadAndWrite(string file);

    private sealed record Json<T>(string Name, JsonTypeInfo<T> Shape, T Now, IReadOnlyList<T> Older) : Sample(Name)
        where T : notnull
    {
        public override object Value => Now;

        public override int Versions => Older.Count + 1;

        public override string Write() => Write(Now);

        public override string Expected(int version) => Write(version <= Older.Count ? Older[version - 1] : Now);

        public override string ReadAndWrite(string file) => Write(JsonSerializer.Deserialize(file, Shape)!);

        private string Write(T value) => Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(value, Shape));
    }

    private sealed record Text(string Name, string Now, IReadOnlyList<string> Older) : Sample(Name)
    {
        public override object Value => Now;

        public override int Versions => Older.Count + 1;

        public override string Write() => Now;

        public override string Expected(int version) => version <= Older.Count ? Older[version - 1] : Now;

        public override string ReadAndWrite(string file)
        {
            JsonDocument.Parse(file).Dispose();
            return file;
        }
    }
}
