using Chronote.Kernel.State;

namespace Chronote.Conformance.Stores;

/// <summary>What the host relies on for the states of its grains (I7).</summary>
public abstract class GrainStateStoreConformance : IDisposable
{
    private const string Grain = "guild/1";

    private readonly StoresUnderTest _stores;

    protected GrainStateStoreConformance(StoresUnderTest stores) => _stores = stores;

    private IGrainStateStore States => _stores.States;

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task What_was_written_is_read_with_the_etag_of_that_write()
    {
        (await States.Read(Grain, "settings")).ShouldBeNull();
        var etag = await Write([1, 2], null);
        await ShouldHold([1, 2], etag);
        var next = await Write([], etag);
        next.ShouldNotBe(etag);
        await ShouldHold([], next);
    }

    [Fact]
    public async Task A_stale_write_changes_nothing_I7()
    {
        var first = await Write([1], null);
        var second = await Write([2], first);
        (await States.Write(Grain, "settings", [3], first)).ShouldBeNull();
        (await States.Write(Grain, "settings", [3], null)).ShouldBeNull();
        (await States.Write(Grain, "settings", [3], "no etag of ours")).ShouldBeNull();
        await ShouldHold([2], second);
    }

    [Fact]
    public async Task Of_writers_that_come_at_once_one_gets_through_I7()
    {
        string? etag = null;
        for (var round = 0; round < 20; round++)
        {
            var seen = etag;
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => States.Write(Grain, "settings", [(byte)writer], seen)));
            etag = answers.OfType<string>().ShouldHaveSingleItem();
            await ShouldHold([(byte)Array.IndexOf(answers, etag)], etag);
        }
    }

    [Fact]
    public async Task Clearing_needs_the_newest_etag_and_leaves_nothing()
    {
        (await States.Clear(Grain, "settings", null)).ShouldBeTrue();
        var first = await Write([1], null);
        var second = await Write([2], first);
        (await States.Clear(Grain, "settings", first)).ShouldBeFalse();
        (await States.Clear(Grain, "settings", null)).ShouldBeFalse();
        await ShouldHold([2], second);
        (await States.Clear(Grain, "settings", second)).ShouldBeTrue();
        (await States.Read(Grain, "settings")).ShouldBeNull();
        (await States.Clear(Grain, "settings", second)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_etag_from_before_a_clear_never_fits_again_I7()
    {
        var before = new List<string>();
        for (var life = 0; life < 5; life++)
        {
            var etag = await Write([(byte)life], null);
            foreach (var old in before) (await States.Write(Grain, "settings", [9], old)).ShouldBeNull();
            before.Add(etag);
            (await States.Clear(Grain, "settings", etag)).ShouldBeTrue();
        }
        before.Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task Grains_and_the_names_of_their_states_are_told_apart_by_every_letter()
    {
        (string Grain, string Name)[] all = [("guild/1", "a"), ("guild/1", "A"), ("guild/1", "a "), ("guild/10", "a"), ("Guild/1", "a"), ("guild/1é", "a"), ("guild/%", "_")];
        for (var i = 0; i < all.Length; i++) (await States.Write(all[i].Grain, all[i].Name, [(byte)i], null)).ShouldNotBeNull();
        for (var i = 0; i < all.Length; i++) (await States.Read(all[i].Grain, all[i].Name))!.Payload.ShouldBe([(byte)i]);
    }

    [Fact]
    public async Task Changing_the_bytes_after_writing_them_changes_nothing_stored()
    {
        byte[] bytes = [1];
        var etag = await Write(bytes, null);
        bytes[0] = 9;
        await ShouldHold([1], etag);
    }

    [Fact]
    public async Task States_and_their_etags_survive_a_reopen_I6()
    {
        var etag = await Write([1], null);
        _stores.Reopen();
        await ShouldHold([1], etag);
        (await States.Write(Grain, "settings", [2], null)).ShouldBeNull();
        var next = await Write([2], etag);
        _stores.Reopen();
        (await States.Write(Grain, "settings", [3], etag)).ShouldBeNull();
        await ShouldHold([2], next);
    }

    private async Task<string> Write(byte[] payload, string? expectedEtag) => (await States.Write(Grain, "settings", payload, expectedEtag)).ShouldNotBeNull();

    private async Task ShouldHold(byte[] payload, string etag)
    {
        var stored = (await States.Read(Grain, "settings")).ShouldNotBeNull();
        stored.Payload.ShouldBe(payload);
        stored.Etag.ShouldBe(etag);
    }
}

public sealed class MemoryGrainStateStoreConformance() : GrainStateStoreConformance(new MemoryStores());

public sealed class SqliteGrainStateStoreConformance() : GrainStateStoreConformance(new SqliteStores());
