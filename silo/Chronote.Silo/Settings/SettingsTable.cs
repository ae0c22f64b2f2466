using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Chronote.Silo.Settings;

/// <summary>The settings as a table in Markdown, from the comments on their properties: the middle of docs/CONFIGURATION.md.</summary>
public static partial class SettingsTable
{
    public static string Write()
    {
        var comments = Comments();
        var page = new StringBuilder("| variable | meaning | why |\n|---|---|---|\n");
        foreach (var known in KnownSettings.All)
        {
            var comment = comments.GetValueOrDefault($"P:{known.Property.DeclaringType!.FullName}.{known.Property.Name}");
            var older = KnownSettings.OlderNames.Where(pair => pair.Value == known.Path).Select(pair => pair.Key).FirstOrDefault();
            var also = (older is null ? "" : $" Older name: `{older}`.") + (known.Secret ? " A secret." : "");
            page.Append(CultureInfo.InvariantCulture, $"| `{known.Variable}` | {Text(comment?.Element("summary"))}{also} | {Text(comment?.Element("remarks"))} |\n");
        }
        return page.ToString();
    }

    // The compiler leaves a file with the comments beside each assembly.
    private static Dictionary<string, XElement> Comments() => KnownSettings.All
        .Select(known => Path.ChangeExtension(known.Property.DeclaringType!.Assembly.Location, ".xml")).Distinct(StringComparer.Ordinal).Where(File.Exists)
        .SelectMany(file => XDocument.Load(file).Descendants("member"))
        .GroupBy(member => (string)member.Attribute("name")!, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    private static string Text(XElement? comment)
    {
        if (comment is null) return "";
        var text = new StringBuilder();
        foreach (var node in comment.Nodes())
            text.Append(node switch
            {
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement { Name.LocalName: "see" } see => $"`{((string?)see.Attribute("cref") ?? "").Split('.')[^1]}`",
                XElement element => element.Value,
                _ => node.ToString(SaveOptions.DisableFormatting),
            });
        return Spaces().Replace(text.ToString(), " ").Trim().Replace("&gt;", ">").Replace("&lt;", "<").Replace("|", "\\|");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
