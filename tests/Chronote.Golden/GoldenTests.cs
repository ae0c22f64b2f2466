using Chronote.Golden.Samples;
using Chronote.Grains;

namespace Chronote.Golden;

/// <summary>
/// What is stored today must be read by every later version. After a change of shape made on purpose: say in the sample what its older files read
/// into, then <c>CHRONOTE_REWRITE=1 dotnet test</c> adds the file of the new version; files that are there are never rewritten.
/// </summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Names => [.. All.Select(sample => sample.Name)];

    private static IReadOnlyList<Sample> All { get; } = [.. GrainSamples.All, .. StorageSamples.All, .. RecorderSamples.All];

    [Theory]
    [MemberData(nameof(Names))]
    public void Todays_writer_writes_the_newest_golden_file_byte_for_byte(string name)
    {
        var sample = All.Single(each => each.Name == name);
        GoldenFiles.Read(sample, sample.Versions).ShouldBe(sample.Write());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_golden_file_still_reads_into_its_value(string name)
    {
        var sample = All.Single(each => each.Name == name);
        for (var version = 1; version <= sample.Versions; version++)
            sample.ReadAndWrite(GoldenFiles.Read(sample, version).ShouldNotBeNull($"there is no {GoldenFiles.NameOf(sample, version)}")).ShouldBe(sample.Expected(version));
    }

    [Fact]
    public void No_golden_file_is_left_without_its_sample() =>
        GoldenFiles.Names.Except(All.SelectMany(sample => Enumerable.Range(1, sample.Versions).Select(version => GoldenFiles.NameOf(sample, version)))).ShouldBeEmpty();

    [Fact]
    public void Each_type_of_a_serialiser_and_each_variant_of_a_closed_type_has_a_golden_file()
    {
        var seen = new SeenTypes(All.Select(sample => sample.Value));
        // Of an abstract type there are only the variants, which the next line asks for.
        Serialisers.Shapes.Where(shape => !shape.Type.IsAbstract && !seen.Holds(shape.Type)).Select(shape => shape.Type.FullName).ShouldBeEmpty();
        Serialisers.Shapes.SelectMany(shape => shape.PolymorphismOptions?.DerivedTypes ?? []).Where(variant => !seen.Holds(variant.DerivedType))
            .Select(variant => variant.DerivedType.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void What_crosses_a_grain_call_or_is_kept_for_a_grain_is_known_to_the_serialiser() =>
        GrainTraffic.Types.Where(type => !GrainJson.Options.TryGetTypeInfo(type, out _)).Select(type => type.FullName).ShouldBeEmpty();
}
