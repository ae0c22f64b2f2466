using Chronote.Discord;
using Chronote.Silo.Discord.Recording;

namespace Chronote.Gateway.Tests.Discord;

public sealed class ListeningTruthTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SpeakerFacts Quiet = new(new Snowflake(1), null, null, null, null, null, null, null);

    private static DateTimeOffset Ago(double seconds) => Now.AddSeconds(-seconds);

    private static IReadOnlyList<ListeningTrouble> Of(DateTimeOffset? listeningSince, params SpeakerFacts[] speakers) => ListeningTruth.Of(speakers, listeningSince, Now);

    [Fact]
    public void A_speaker_who_is_kept_and_delivered_is_no_trouble() =>
        Of(Ago(3_600), Quiet with { LastPacketAt = Ago(0.1), LastKeptAt = Ago(0.2), UnkeptSince = Ago(0.2), LastDurableAt = Ago(12) }).ShouldBeEmpty();

    [Fact]
    public void Who_speaks_after_an_hour_of_silence_is_no_trouble_at_once() =>
        Of(Ago(7_200), Quiet with { LastPacketAt = Ago(0.1), LastKeptAt = Ago(3_600), UnkeptSince = Ago(0.1) }).ShouldBeEmpty();

    [Fact]
    public void Nothing_that_decrypts_for_10_s_is_told()
    {
        Of(Ago(60), Quiet with { UndecryptableSince = Ago(9.9), LastUndecryptableAt = Ago(0.5) }).ShouldBeEmpty();
        Of(Ago(60), Quiet with { UndecryptableSince = Ago(10), LastUndecryptableAt = Ago(0.5) }).ShouldBe([new ListeningTrouble.Undecryptable(new Snowflake(1), TimeSpan.FromSeconds(10))]);
    }

    [Fact]
    public void Keys_are_waited_for_from_the_connection_on() =>
        Of(Ago(5), Quiet with { UndecryptableSince = Ago(60), LastUndecryptableAt = Ago(0.5) }).ShouldBeEmpty();

    [Fact]
    public void Who_left_with_packets_undecrypted_is_no_trouble_any_more() =>
        Of(Ago(60), Quiet with { UndecryptableSince = Ago(50), LastUndecryptableAt = Ago(30) }).ShouldBeEmpty();

    [Fact]
    public void What_is_not_written_for_10_s_is_told() =>
        Of(Ago(60), Quiet with { LastPacketAt = Ago(0), UnkeptSince = Ago(11) }).ShouldBe([new ListeningTrouble.NotKept(new Snowflake(1), TimeSpan.FromSeconds(11))]);

    [Fact]
    public void What_is_not_acknowledged_for_10_s_is_told() =>
        Of(Ago(60), Quiet with { LastPacketAt = Ago(1), UndeliveredSince = Ago(20) }).ShouldBe([new ListeningTrouble.NotDelivered(new Snowflake(1), TimeSpan.FromSeconds(20))]);

    [Fact]
    public void Nobody_heard_for_5_min_is_told()
    {
        Of(Ago(299)).ShouldBeEmpty();
        Of(Ago(300)).ShouldBe([new ListeningTrouble.NobodyHeard(TimeSpan.FromMinutes(5))]);
        Of(Ago(900), Quiet with { LastPacketAt = Ago(200) }).ShouldBeEmpty();
        Of(Ago(900), Quiet with { LastPacketAt = Ago(301) }).ShouldHaveSingleItem();
    }

    [Fact]
    public void Without_a_connection_or_in_a_pause_nothing_is_expected() =>
        Of(null, Quiet with { UndecryptableSince = Ago(100), LastUndecryptableAt = Ago(0) }).ShouldBeEmpty();
}
