using System.Text.Json;
using Chronote.Kernel.Catalogue;
using Chronote.Kernel.Simulation;
using Chronote.Kernel.State;

namespace Chronote.Conformance.Simulation;

/// <summary>One run of the toy: clients that try until they are acknowledged, a network that loses, a process that crashes and sometimes lingers.</summary>
public sealed class Toy
{
    private const int Clients = 3;
    private const int NumbersPerClient = 8;
    private const string Key = "sums";

    private readonly SimulatedHost _simulation;
    private readonly List<int> _acknowledged = [];
    private readonly Type _ledger;

    private Toy(ulong seed, Type ledger, GrainCatalogue catalogue, bool keepsTrace)
    {
        _ledger = ledger;
        _simulation = new SimulatedHost(seed, options =>
        {
            options.Grains.Catalogue = catalogue;
            options.Grains.ResponseTimeout = TimeSpan.FromSeconds(2);
            options.RequestsLost = 0.01;
            options.AnswersLost = 0.02;
            options.KeepsTrace = keepsTrace;
        });
    }

    public static GrainCatalogue Catalogue() => GrainCatalogue.Of(typeof(Toy).Assembly);

    public static SimulatedHost Run<TLedger>(ulong seed, GrainCatalogue catalogue, bool keepsTrace = false)
    {
        var toy = new Toy(seed, typeof(TLedger), catalogue, keepsTrace);
        toy.Run();
        return toy._simulation;
    }

    /// <summary>The first seed from 1 on whose run breaks a promise; null when none of them does.</summary>
    public static ulong? FirstFailing<TLedger>(GrainCatalogue catalogue, int seeds)
    {
        for (var seed = 1UL; seed <= (ulong)seeds; seed++)
        {
            try
            {
                Run<TLedger>(seed, catalogue);
            }
            catch (BrokenPromiseException)
            {
                return seed;
            }
        }
        return null;
    }

    private void Run()
    {
        var done = Enumerable.Range(0, Clients).Select(client => _simulation.Client($"client {client}", () => Add(client * 100))).ToArray();
        for (var crash = _simulation.Faults.Below(4); crash > 0; crash--)
        {
            var lingers = _simulation.Faults.OneIn(3) ? _simulation.Faults.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(300)) : TimeSpan.Zero;
            _simulation.At(_simulation.Faults.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)), "crash", () => _simulation.Crash(lingers));
        }
        _simulation.Finish(Task.WhenAll(done));
        _simulation.Crash();
        var stored = _simulation.GrainStates.ReadNow($"{_ledger.Name.ToLowerInvariant().Replace("grain", "")}/{Key}", "numbers");
        var numbers = stored is null ? [] : JsonSerializer.Deserialize<LedgerRecord>(stored.Payload, JsonSerializerOptions.Web)!.Numbers;
        if (_acknowledged.Except(numbers).ToArray() is { Length: > 0 } lost)
            throw new BrokenPromiseException($"Seed {_simulation.Seed}: acknowledged and lost: {string.Join(", ", lost)}");
        if (numbers.Distinct().Count() != numbers.Count) throw new BrokenPromiseException($"Seed {_simulation.Seed}: a number was added twice.");
    }

    private async Task Add(int first)
    {
        for (var number = first; number < first + NumbersPerClient; number++)
        {
            while (!await IsAcknowledged(number))
                await Task.Delay(_simulation.Workload.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(80)), _simulation.Time);
            _acknowledged.Add(number);
        }
    }

    private async Task<bool> IsAcknowledged(int number)
    {
        try
        {
            return await _simulation.Send($"add {number}", async world =>
            {
                await world.Grains.GetGrain<ILedgerGrain>(Key, _ledger.FullName).Add(number);
                return true;
            });
        }
        catch (Exception failure) when (failure is ConnectionLostException or TimeoutException or InconsistentStateException or InvalidOperationException)
        {
            return false;
        }
    }
}

public sealed class BrokenPromiseException(string message) : Exception(message);
