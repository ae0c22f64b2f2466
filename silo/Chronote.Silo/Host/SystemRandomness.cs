using System.Security.Cryptography;
using Chronote.Domain.Ports;

namespace Chronote.Silo.Host;

public sealed class SystemRandomness : IRandomness
{
    public ulong Next() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
}
