using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Chronote.Gateway.Operating;

/// <summary>Adds to the generated description what the handlers don't say by themselves: bodies with examples, headers, the key.</summary>
internal static class ApiDescription
{
    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["Create a meeting"] = """{ "name": "Planning", "language": "en", "metadata": { "purpose": "planning" }, "tracks": [{ "id": "mic", "name": "Ana" }] }""",
        ["Stop recording"] = """{ "tracks": { "mic": 41 } }""",
        ["Open an epoch"] = """{ "seen_epoch": null, "writer": "0f6c1c6e", "first_seq": 0, "anchor": { "timeline_samples": 0, "source_samples": 0, "estimated": false }, "name": "Ana" }""",
        ["Give numbers up"] = """{ "writer_epoch": 1, "from_seq": 12, "to_seq": 13, "reason": "the disk failed" }""",
        ["Record why"] = """{ "writer_epoch": 1, "start_samples": 480000, "duration_samples": 96000, "reason": "device_lost" }""",
    };

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Chronote", Version = "v1", Description = "Records meetings of any length. The sentences behind each call are in docs/PROTOCOL.md." };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, _, _) =>
        {
            foreach (var (summary, example) in Bodies)
                if (operation.Summary?.StartsWith(summary, StringComparison.Ordinal) == true) operation.RequestBody = Body("application/json", JsonNode.Parse(example));
            if (operation.Summary?.StartsWith("Store a chunk", StringComparison.Ordinal) == true)
            {
                operation.RequestBody = Body("audio/ogg", null);
                foreach (var name in (string[])[Wire.HeaderNames.ContentDigest, Wire.HeaderNames.Epoch, Wire.HeaderNames.WriterEpoch, Wire.HeaderNames.StartSamples])
                    (operation.Parameters ??= []).Add(new OpenApiParameter
                    {
                        Name = name,
                        In = ParameterLocation.Header,
                        Required = false,
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    });
            }
            return Task.CompletedTask;
        });
    }

    private static OpenApiRequestBody Body(string mediaType, JsonNode? example) => new()
    {
        Content = new Dictionary<string, OpenApiMediaType> { [mediaType] = new() { Example = example } },
    };
}
