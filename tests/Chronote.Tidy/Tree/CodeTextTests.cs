namespace Chronote.Tidy.Tree;

/// <summary>The rules are only as good as the reading of code they stand on.</summary>
public class CodeTextTests
{
    [Theory]
    [InlineData("a(); // b()", "a();")]
    [InlineData("a(/* b() */);", "a();")]
    [InlineData("a(\"b()\");", "a();")]
    [InlineData("a(\"\\\"b()\");", "a();")]
    [InlineData("a(@\"\"\"b()\", @\"\", c());", "a(,,c());")]
    [InlineData("a('\"', b());", "a(,b());")]
    [InlineData("a(\"\"\"b(\"c\")\"\"\", d());", "a(,d());")]
    [InlineData("a($\"b{c()}d\");", "a(c());")]
    [InlineData("a($\"b{{c()}}\");", "a();")]
    [InlineData("a($\"{b(\"c\")}\");", "a(b());")]
    [InlineData("a($$\"\"\"{b}{{c()}}\"\"\");", "a(c());")]
    [InlineData("a(\"\", b());", "a(,b());")]
    public void Strings_and_comments_are_no_code_but_holes_are(string text, string code)
    {
        var read = CodeText.Split(text).Code;
        read.Length.ShouldBe(text.Length);
        read.Replace(" ", "").ShouldBe(code);
    }

    [Fact]
    public void Comments_stay_on_their_line() => CodeText.Split("a();\n// b\n/* c\nd */ e();").Comments.Split('\n').Select(line => line.Trim()).ShouldBe(["", "// b", "/* c", "d */"]);
}
