using Chronote.Kernel.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chronote.Bench.Calls;

/// <summary>The grains of this program on the embedded host.</summary>
internal static class CallsHost
{
    public static IHost Make()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddEmbeddedHost(options => options.Assemblies = [typeof(EchoGrain).Assembly]);
        return builder.Build();
    }
}
