using System.Text;
using Chronote.Discord.Gateway;

namespace Chronote.Discord.Tests.Gateway;

/// <summary>A main gateway's session told by hand: what it wants done comes out as lines.</summary>
internal sealed class GatewayScript
{
    public const string Hello = """{"op":10,"d":{"heartbeat_interval":10000}}""";

    public const string Ready = """
        {"op":0,"s":1,"t":"READY","d":{"v":10,"user":{"id":"1"},"guilds":[],"session_id":"sid","resume_gateway_url":"wss://resume.example","application":{"id":"2"}}}
        """;

    public GatewayScript(double draw = 1) => Protocol = new GatewayProtocol("secret-token", 0, 1, new GatewayTimings(), () => draw);

    public GatewayProtocol Protocol { get; }

    public TimeSpan Now { get; set; }

    /// <summary>A session that has identified and runs.</summary>
    public static GatewayScript Running()
    {
        var script = new GatewayScript();
        script.Protocol.Begin();
        script.Protocol.Found(new Uri("wss://gateway.example"), default);
        script.Protocol.Opened(default);
        script.Text(Hello);
        script.Text(Ready);
        return script;
    }

    public IReadOnlyList<string> Text(string json)
    {
        Protocol.Text(Encoding.UTF8.GetBytes(json), Now);
        return Take();
    }

    public IReadOnlyList<string> Closed(int? code)
    {
        Protocol.Closed(code, Now);
        return Take();
    }

    public IReadOnlyList<string> Open()
    {
        Protocol.Opened(Now);
        return Text(Hello);
    }

    public IReadOnlyList<string> Wait(TimeSpan time)
    {
        var until = Now + time;
        var said = new List<string>();
        while (Protocol.Due is { } due && due <= until)
        {
            Now = due > Now ? due : Now;
            Protocol.Tick(Now);
            said.AddRange(Take());
        }

        Now = until;
        return said;
    }

    public IReadOnlyList<string> Take() => [.. Protocol.Take().Select(action => action switch
    {
        GatewayAction.Send send => Encoding.UTF8.GetString(send.Message),
        GatewayAction.Connect connect => $"connect {connect.Address} after {connect.After.TotalSeconds} s",
        GatewayAction.FindAddress find => $"find after {find.After.TotalSeconds} s",
        GatewayAction.Close close => $"close {close.Code}",
        GatewayAction.Dispatched dispatched => dispatched.Message.GetType().Name,
        GatewayAction.Down => "down",
        GatewayAction.Stopped stopped => $"stopped: {stopped.Reason}",
        _ => action.ToString(),
    })];
}
