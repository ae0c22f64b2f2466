using System.Text.Json;
using Chronote.Discord.Simulated.Peers;

namespace Chronote.Discord.Tests.Dave;

/// <summary>A member on davey's engine, in a Node process that several share.</summary>
internal sealed class DaveyMember : ICallMember
{
    private readonly NodeProcess node;

    private DaveyMember(NodeProcess node, Snowflake user) => (this.node, User) = (node, user);

    public Snowflake User { get; }

    public static async Task<ICallMember> Join(NodeProcess node, Snowflake user, ulong channel)
    {
        await node.Ask("join", new { user = user.ToString(), channel = new Snowflake(channel).ToString() });
        return new DaveyMember(node, user);
    }

    public Task ExternalSender(byte[] payload) => node.Ask("externalSender", new { user = User.ToString(), payload });

    public async Task<byte[]> BeginAgain() => (await node.Ask("beginAgain", new { user = User.ToString() })).GetProperty("keyPackage").GetBytesFromBase64();

    public async Task<byte[]?> Proposals(byte[] payload, IReadOnlySet<Snowflake> connected) =>
        BytesOrNull((await node.Ask("proposals", new { user = User.ToString(), payload, connected = connected.Select(user => user.ToString()) })).GetProperty("body"));

    public Task<string?> Commit(byte[] commit) => Fault(() => node.Ask("commit", new { user = User.ToString(), commit }));

    public Task<string?> Welcome(byte[] welcome, IReadOnlySet<Snowflake> connected) => Fault(() => node.Ask("welcome", new { user = User.ToString(), welcome }));

    // davey switches its own frames with the commit.
    public Task Execute() => Task.CompletedTask;

    public async Task<string> Authenticator() => (await node.Ask("authenticator", new { user = User.ToString() })).GetProperty("text").GetString()!;

    public async Task<byte[]> Encrypt(byte[] opus) => (await node.Ask("encrypt", new { user = User.ToString(), opus })).GetProperty("frame").GetBytesFromBase64();

    public async Task<byte[]?> Decrypt(Snowflake sender, byte[] frame) =>
        BytesOrNull((await node.Ask("decrypt", new { user = User.ToString(), sender = sender.ToString(), frame })).GetProperty("opus"));

    public async ValueTask DisposeAsync() => await node.Ask("leave", new { user = User.ToString() });

    private static byte[]? BytesOrNull(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetBytesFromBase64();

    private static async Task<string?> Fault(Func<Task> what)
    {
        try
        {
            await what();
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return refused.Message;
        }
    }
}
