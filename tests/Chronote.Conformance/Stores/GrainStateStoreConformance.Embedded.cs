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
