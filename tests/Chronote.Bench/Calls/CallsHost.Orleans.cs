using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Serialization;

namespace Chronote.Bench.Calls;

/// <summary>The grains of this program on one silo of Microsoft Orleans, with the codec that Chronote's grains use.</summary>
internal static class CallsHost
{
    public static IHost Make()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(gatewayPort: 0);
            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("Chronote", StringComparison.Ordinal) == true));
        });
        return builder.Build();
    }
}
