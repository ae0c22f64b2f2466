using System.Text.Json;
using Chronote.Grains;
using Orleans.Storage;

namespace Chronote.Silo.Host;

/// <summary>Plain states in the JSON of all that is stored, so that no name of a type of ours ever lies in the database.</summary>
internal sealed class StateJson : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, GrainJson.Options));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input, GrainJson.Options)!;
}
