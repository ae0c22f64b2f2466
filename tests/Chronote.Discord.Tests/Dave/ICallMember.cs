namespace Chronote.Discord.Tests.Dave;

/// <summary>A client in a call, whichever engine it runs on.</summary>
internal interface ICallMember : IAsyncDisposable
{
    Snowflake User { get; }

    /// <summary>Op 25.</summary>
    Task ExternalSender(byte[] payload);

    /// <summary>Op 24 with epoch 1, op 4 or op 31: everything anew.</summary>
    /// <returns>The payload of op 26.</returns>
    Task<byte[]> BeginAgain();

    /// <summary>Op 27.</summary>
    /// <returns>The payload of op 28; null when none is sent.</returns>
    Task<byte[]?> Proposals(byte[] payload, IReadOnlySet<Snowflake> connected);

    /// <summary>Op 29 without its transition id.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    Task<string?> Commit(byte[] commit);

    /// <summary>Op 30 without its transition id.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    Task<string?> Welcome(byte[] welcome, IReadOnlySet<Snowflake> connected);

    /// <summary>Op 22.</summary>
    Task Execute();

    /// <summary>The epoch authenticator and the privacy code in one text.</summary>
    Task<string> Authenticator();

    Task<byte[]> Encrypt(byte[] opus);

    /// <returns>The packet; null when the frame isn't accepted.</returns>
    Task<byte[]?> Decrypt(Snowflake sender, byte[] frame);
}
