namespace Cesuur.Load;

/// <summary>What was measured, beside what is promised.</summary>
internal sealed class Report
{
    private readonly List<(string What, string Measured, string Target, bool Met)> _lines = [];

    public bool AllMet => _lines.All(line => line.Met);

    public void Add(string what, double measured, string unit, double? atMost = null, double? atLeast = null)
    {
        var met = !(measured > atMost) && !(measured < atLeast);
        _lines.Add((what, $"{measured:0.##} {unit}", atMost is not null ? $"≤ {atMost:0.##} {unit}" : atLeast is not null ? $"≥ {atLeast:0.##} {unit}" : "", met));
        Console.Error.WriteLine($"{what}: {measured:0.##} {unit}");
    }

    public void Print()
    {
        var width = _lines.Max(line => line.What.Length);
        Console.WriteLine();
        foreach (var (what, measured, target, met) in _lines)
        {
            Console.WriteLine($"{what.PadRight(width)}  {measured,14}  {target,12}  {(met ? "" : "MISSED")}".TrimEnd());
        }
    }
}
