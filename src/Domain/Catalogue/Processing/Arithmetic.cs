using System.Globalization;

namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// The operators on numbers, which are floats of 64 bits and integers of 32. No operand is NULL here; what has no
/// finite result, or one that does not fit, is.
/// </summary>
internal static class Arithmetic
{
    public static VariableValue? Evaluate(ProcessingNode node, VariableValue[] operands)
    {
        var numbers = operands.SelectMany(operand => operand.Items).Select(VariableValue.Number).ToArray();
        var whole = operands.All(operand => operand.BaseType == BaseType.Integer);
        return (node.Name, numbers) switch
        {
            ("sum", _) => Result(numbers.Sum(), whole),
            ("product", _) => Result(numbers.Aggregate(1.0, (product, number) => product * number), whole),
            ("max", _) => Result(numbers.Max(), whole),
            ("min", _) => Result(numbers.Min(), whole),
            ("gcd", _) when whole => VariableValue.Integer(numbers.Aggregate(0.0, Gcd)),
            ("lcm", _) when whole => VariableValue.Integer(numbers.Aggregate(1.0, Lcm)),
            ("stats-operator", _) => Statistic(node["name"], numbers),
            ("math-operator", _) => Function(node["name"], numbers),
            ("round", [var x]) => VariableValue.Integer(HalfUp(x)),
            ("truncate", [var x]) => VariableValue.Integer(Math.Truncate(x)),
            ("integer-to-float", [var x]) => VariableValue.Float(x),
            ("round-to", [var x]) => Rounded(node, x) is { } rounded ? VariableValue.Float(rounded) : null,
            ("subtract", [var x, var y]) => Result(x - y, whole),
            ("divide", [var x, var y]) => VariableValue.Float(x / y),
            ("power", [var x, var y]) => VariableValue.Float(Math.Pow(x, y)),
            ("integer-divide", [var x, var y]) when whole && y != 0 => VariableValue.Integer(Math.Floor(x / y)),
            ("integer-modulus", [var x, var y]) when whole && y != 0 => VariableValue.Integer(x - (y * Math.Floor(x / y))),
            ("lt", [var x, var y]) => VariableValue.Boolean(x < y),
            ("gt", [var x, var y]) => VariableValue.Boolean(x > y),
            ("lte", [var x, var y]) => VariableValue.Boolean(x <= y),
            ("gte", [var x, var y]) => VariableValue.Boolean(x >= y),
            ("equal", [var x, var y]) => Equal(node, x, y) is { } equal ? VariableValue.Boolean(equal) : null,
            ("equal-rounded", [var x, var y]) => Rounded(node, x) is { } one && Rounded(node, y) is { } other ? VariableValue.Boolean(one == other) : null,
            _ => null,
        };
    }

    /// <summary>One tolerance or two, as <c>equal</c> has them.</summary>
    internal static double[]? Tolerances(ProcessingNode node)
    {
        var values = (node["tolerance"] ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : -1)
            .ToArray();
        return values.Length is 1 or 2 && values.All(value => value >= 0) ? values : null;
    }

    private static VariableValue? Result(double value, bool whole) => whole ? VariableValue.Integer(value) : VariableValue.Float(value);

    private static double HalfUp(double x) => x - Math.Floor(x) >= 0.5 ? Math.Floor(x) + 1 : Math.Floor(x);

    // The tolerances are those below and above the first number; relative ones are percentages of it.
    private static bool? Equal(ProcessingNode node, double x, double y)
    {
        if (node["tolerance-mode"] is null or "exact")
        {
            return x == y;
        }

        if (Tolerances(node) is not [var below, ..] tolerances)
        {
            return null;
        }

        var (one, other) = node["tolerance-mode"] == "relative"
            ? (x * (1 - (below / 100)), x * (1 + (tolerances[^1] / 100)))
            : (x - below, x + tolerances[^1]);
        // A percentage of a negative number turns the bounds round.
        var (lower, upper) = (Math.Min(one, other), Math.Max(one, other));
        return (node["include-lower-bound"] is "false" or "0" ? y > lower : y >= lower)
            && (node["include-upper-bound"] is "false" or "0" ? y < upper : y <= upper);
    }

    // Rounds the decimal number that the float is read and written as, so that 1.005 to two places is 1.01.
    private static double? Rounded(ProcessingNode node, double x)
    {
        if (ExpressionEvaluator.IntegerOf(node, "figures") is not (>= 0 and <= 15 and var figures))
        {
            return null;
        }

        var decimals = node["rounding-mode"] == "decimalPlaces" || x == 0
            ? figures
            : figures - 1 - (int)Math.Floor(Math.Log10(Math.Abs(x)));
        if (decimals > 28 || Math.Abs(x) >= 1e27)
        {
            return x;
        }

        var scale = (decimal)Math.Pow(10, Math.Max(0, -decimals));
        return (double)(Math.Round((decimal)x / scale, Math.Max(0, decimals), MidpointRounding.AwayFromZero) * scale);
    }

    private static double Gcd(double one, double other)
    {
        for ((one, other) = (Math.Abs(one), Math.Abs(other)); other != 0;)
        {
            (one, other) = (other, one % other);
        }

        return one;
    }

    private static double Lcm(double one, double other) => one == 0 || other == 0 ? 0 : Math.Abs(one * other) / Gcd(one, other);

    private static VariableValue? Statistic(string? name, double[] numbers)
    {
        var mean = numbers.Average();
        var squares = numbers.Sum(number => (number - mean) * (number - mean));
        return name switch
        {
            "mean" => VariableValue.Float(mean),
            "popVariance" => VariableValue.Float(squares / numbers.Length),
            "popSD" => VariableValue.Float(Math.Sqrt(squares / numbers.Length)),
            "sampleVariance" => VariableValue.Float(squares / (numbers.Length - 1)),
            "sampleSD" => VariableValue.Float(Math.Sqrt(squares / (numbers.Length - 1))),
            _ => null,
        };
    }

    private static VariableValue? Function(string? name, double[] numbers) => (name, numbers) switch
    {
        ("atan2", [var y, var x]) => VariableValue.Float(Math.Atan2(y, x)),
        ("floor", [var x]) => VariableValue.Integer(Math.Floor(x)),
        ("ceil", [var x]) => VariableValue.Integer(Math.Ceiling(x)),
        ("signum", [var x]) => VariableValue.Integer(Math.Sign(x)),
        (not null, [var x]) when Functions.TryGetValue(name, out var function) => VariableValue.Float(function(x)),
        _ => null,
    };

    /// <summary>The functions of one number that give a float.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<double, double>> Functions = new Dictionary<string, Func<double, double>>
    {
        ["sin"] = Math.Sin,
        ["cos"] = Math.Cos,
        ["tan"] = Math.Tan,
        ["sec"] = x => 1 / Math.Cos(x),
        ["csc"] = x => 1 / Math.Sin(x),
        ["cot"] = x => 1 / Math.Tan(x),
        ["asin"] = Math.Asin,
        ["acos"] = Math.Acos,
        ["atan"] = Math.Atan,
        ["asec"] = x => Math.Acos(1 / x),
        ["acsc"] = x => Math.Asin(1 / x),
        ["acot"] = x => Math.Atan(1 / x),
        ["sinh"] = Math.Sinh,
        ["cosh"] = Math.Cosh,
        ["tanh"] = Math.Tanh,
        ["sech"] = x => 1 / Math.Cosh(x),
        ["csch"] = x => 1 / Math.Sinh(x),
        ["coth"] = x => 1 / Math.Tanh(x),
        ["log"] = Math.Log10,
        ["ln"] = Math.Log,
        ["exp"] = Math.Exp,
        ["abs"] = Math.Abs,
        ["toRadians"] = double.DegreesToRadians,
        ["toDegrees"] = double.RadiansToDegrees,
    };
}
