using Chronote.Discord.Dave;

namespace Chronote.Discord.Tests.Dave;

/// <summary>A member on the product's engine.</summary>
internal sealed class OwnMember : ICallMember
{
    private readonly bool executes;

    /// <param name="executes">Whether <see cref="Execute"/> does anything; without it, own frames go on with the first keys until those expire.</param>
    public OwnMember(Snowflake user, Snowflake channel, TimeProvider time, bool executes = true)
    {
        this.executes = executes;
        User = user;
        Session = new DaveSession(user, channel, time);
        Session.Begin(1).ShouldNotBeNull();
    }

    public DaveSession Session { get; }

    public Snowflake User { get; }

    public Task ExternalSender(byte[] payload)
    {
        Session.ExternalSender(payload).ShouldBeOfType<DaveAnswer.Nothing>();
        return Task.CompletedTask;
    }

    public Task<byte[]> BeginAgain() => Task.FromResult(Session.BeginAgain());

    public Task<byte[]?> Proposals(byte[] payload, IReadOnlySet<Snowflake> connected)
    {
        var answer = Session.Proposals(payload, connected);
        if (answer is DaveAnswer.Refused { Reason: var reason } && !reason.Contains("their own removal")) throw new InvalidOperationException($"{User} refused proposals: {reason}");
        return Task.FromResult((answer as DaveAnswer.SendCommit)?.Body);
    }

    public Task<string?> Commit(byte[] commit) => Task.FromResult(Fault(Session.Commit(commit)));

    public Task<string?> Welcome(byte[] welcome, IReadOnlySet<Snowflake> connected) => Task.FromResult(Fault(Session.Welcome(welcome, connected)));

    public Task Execute()
    {
        if (executes) Session.ExecuteTransition();
        return Task.CompletedTask;
    }

    public Task<string> Authenticator() => Task.FromResult($"{Convert.ToHexStringLower(Session.Authenticator!)} {Session.PrivacyCode}");

    public Task<byte[]> Encrypt(byte[] opus) => Task.FromResult(Session.Encrypt(opus));

    public Task<byte[]?> Decrypt(Snowflake sender, byte[] frame)
    {
        var opus = new byte[frame.Length];
        return Task.FromResult(Session.Decrypt(sender, frame, opus, out var bytes) == FrameVerdict.Decrypted ? opus[..bytes] : null);
    }

    public ValueTask DisposeAsync()
    {
        Session.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? Fault(DaveAnswer answer) => answer is DaveAnswer.Moved ? null : answer.ToString();
}
