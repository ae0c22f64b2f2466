using System.Text.RegularExpressions;
using Chronote.Tidy.Tree;

namespace Chronote.Tidy.Code;

public partial class BannedCallTests
{
    public static TheoryData<string> Names => [.. BannedCalls.All.Select(banned => banned.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Nobody_uses(string name)
    {
        var banned = BannedCalls.All.Single(banned => banned.Name == name);
        Repository.Sources.Where(file => (banned.Only.Length == 0 || file.IsIn(banned.Only)) && !file.IsIn([.. banned.Except.Select(exception => exception.Path)]))
            .SelectMany(file => file.Find(banned.Regex, file.Code))
            .ShouldBeNone($"Instead of {banned.Name} use {banned.Instead}.");
    }

    [Fact]
    public void Every_exception_is_still_needed() =>
        BannedCalls.All.SelectMany(banned => banned.Except.Select(exception => (banned, exception.Path)))
            .Where(pair => !Repository.Sources.Any(file => file.IsIn(pair.Path) && pair.banned.Regex.IsMatch(file.Code)))
            .Select(pair => $"{pair.Path} needs none for {pair.banned.Name}")
            .ShouldBeNone("Take the exception out of BannedCalls.cs.");

    [Fact]
    public void No_comment_puts_work_off() =>
        Repository.Sources.SelectMany(file => file.Find(PutOff(), file.Comments)).ShouldBeNone("Do it now or open an issue; a comment is read by nobody who could do it.");

    [Theory]
    [InlineData("private static int count;", true)]
    [InlineData("public static string Name { get; set; } = \"\";", true)]
    [InlineData("    static Dictionary<string, int> seen = new();", true)]
    [InlineData("private static readonly ConcurrentDictionary<int, int> Seen = new();", true)]
    [InlineData("public static int Count => 1;", false)]
    [InlineData("public static int Count { get; } = 1;", false)]
    [InlineData("private static readonly int Count = 1;", false)]
    [InlineData("public static (int A, int B) Both(int a) => (a, a);", false)]
    [InlineData("using static Chronote.Domain.Meetings.MeetingState;", false)]
    [InlineData("static int Local(int a) { return a; }", false)]
    public void A_mutable_static_is_told_from_other_statics(string line, bool isOne) =>
        BannedCalls.All.Single(banned => banned.Name == "mutable static").Regex.IsMatch(CodeText.Split(line).Code).ShouldBe(isOne);

    [Theory]
    [InlineData("await Task.Delay(20);", true)]
    [InlineData("await Task.Delay(wait, cancelled);", true)]
    [InlineData("await Task.Delay(wait, time, cancelled);", false)]
    [InlineData("await Task.Delay(Wait(attempt), _time);", false)]
    public void A_delay_says_whose_time_it_is(string line, bool isBanned) =>
        BannedCalls.All.Single(banned => banned.Name == "a delay in real time").Regex.IsMatch(line).ShouldBe(isBanned);

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex PutOff();
}
