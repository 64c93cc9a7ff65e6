using System.Globalization;
using Cesuur.Load;

// Measures what the product promises, on a PostgreSQL of its own that writes to the disk as production's does, with
// the API as a process of its own. Exits with 1 when a target is missed.
const string Faults = "faults";
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var benchmarks = new Dictionary<string, Func<LoadServer, Report, Task>>
{
    ["imports"] = ImportBenchmark.RunAsync,
    ["lists"] = ListBenchmark.RunAsync,
    ["packages"] = PackageBenchmark.RunAsync,
    ["rescoring"] = RescoringBenchmark.RunAsync,
    ["saves"] = SaveBenchmark.RunAsync,
    ["halls"] = HallBenchmark.RunAsync,
    ["analysis"] = AnalysisBenchmark.RunAsync,
    ["rounds"] = RoundBenchmark.RunAsync,
};
var seed = Random.Shared.Next();
if (args is [.., "--seed", var given] && int.TryParse(given, out seed))
{
    args = args[..^2];
}

string[] all = [.. benchmarks.Keys, Faults];
var chosen = args.Length == 0 ? all : args;
if (chosen.Except(all).ToList() is { Count: > 0 } unknown)
{
    Console.Error.WriteLine($"There is no benchmark {string.Join(", ", unknown)}; there are {string.Join(", ", all)}.");
    return 2;
}

var report = new Report();
foreach (var name in chosen)
{
    if (name == Faults)
    {
        await FaultRun.RunAsync(report, seed);
        continue;
    }

    await using var server = await LoadServer.StartAsync();
    await benchmarks[name](server, report);
}

report.Print();
return report.AllMet ? 0 : 1;
