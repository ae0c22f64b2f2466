using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Chronote.Engines.OpenAi;

/// <summary>The upload as a form. Names stand in quotes and the boundary does not: small servers parse exactly this and little
/// else.</summary>
internal static class TranscriptionForm
{
    public static MultipartFormDataContent Build(ReadOnlyMemory<byte> audio, string kind, IEnumerable<(string Name, string? Value)> fields)
    {
        var form = new MultipartFormDataContent();
        var boundary = form.Headers.ContentType!.Parameters.First(parameter => parameter.Name == "boundary");
        boundary.Value = boundary.Value!.Trim('"');
        foreach (var (name, value) in fields)
            if (!string.IsNullOrEmpty(value)) form.Add(Part(new ByteArrayContent(Encoding.UTF8.GetBytes(value)), name));
        var file = Part(new ReadOnlyMemoryContent(audio), "file");
        file.Headers.ContentDisposition!.FileName = $"\"audio.{kind}\"";
        file.Headers.ContentType = new MediaTypeHeaderValue($"audio/{kind}");
        form.Add(file);
        return form;
    }

    public static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static HttpContent Part(HttpContent content, string name)
    {
        content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = $"\"{name}\"" };
        return content;
    }
}
