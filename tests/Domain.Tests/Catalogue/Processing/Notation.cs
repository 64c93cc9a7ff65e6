using System.Globalization;
using System.Text.RegularExpressions;
using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Domain.Tests.Catalogue.Processing;

/// <summary>
/// A short way to write rules and expressions: <c>(sum 1 2.5)</c> is an element with its operands,
/// <c>(equal tolerance-mode=exact 1 1)</c> one with an attribute. An atom is NULL, a number, a boolean, a <c>'text'</c>,
/// an <c>@identifier</c>, or a <c>$variable</c>; <c>[1 2]</c> is a container without order and <c>{1 2}</c> one with.
/// </summary>
internal static partial class Notation
{
    public static ProcessingNode Node(string text)
    {
        var tokens = new Queue<string>(Token().Matches(text).Select(match => match.Value));
        return Node(tokens);
    }

    public static IReadOnlyList<ProcessingNode> Nodes(string text)
    {
        var tokens = new Queue<string>(Token().Matches(text).Select(match => match.Value));
        var nodes = new List<ProcessingNode>();
        while (tokens.Count > 0)
        {
            nodes.Add(Node(tokens));
        }

        return nodes;
    }

    /// <summary>A value in the same notation; a float always has a point.</summary>
    public static string Write(VariableValue? value)
    {
        if (value is null)
        {
            return "NULL";
        }

        var items = string.Join(' ', value.Items.Select(item => item switch
        {
            bool boolean => boolean ? "true" : "false",
            double number => number.ToString("0.0#########", CultureInfo.InvariantCulture),
            int whole => whole.ToString(CultureInfo.InvariantCulture),
            _ => value.BaseType == BaseType.String ? $"'{item}'" : $"@{item}",
        }));
        return value.Cardinality switch { Cardinality.Multiple => $"[{items}]", Cardinality.Ordered => $"{{{items}}}", _ => items };
    }

    private static ProcessingNode Node(Queue<string> tokens)
    {
        var token = tokens.Dequeue();
        return token switch
        {
            "(" => Element(tokens),
            "[" => new ProcessingNode { Name = "multiple", Children = Until("]", tokens) },
            "{" => new ProcessingNode { Name = "ordered", Children = Until("}", tokens) },
            "NULL" => new ProcessingNode { Name = "null" },
            "true" or "false" => Base("boolean", token),
            _ when token[0] == '$' => Named("variable", token[1..]),
            _ when token[0] == '\'' => Base("string", token[1..^1]),
            _ when token[0] == '@' => Base("identifier", token[1..]),
            _ when token.EndsWith("pair", StringComparison.Ordinal) => Base("directedPair", token[..^4].Replace('-', ' ')),
            _ when token.EndsWith('s') => Base("duration", token[..^1]),
            _ => Base(token.Contains('.', StringComparison.Ordinal) ? "float" : "integer", token),
        };
    }

    private static ProcessingNode Element(Queue<string> tokens)
    {
        var name = tokens.Dequeue();
        var attributes = new Dictionary<string, string>();
        while (tokens.Peek().Contains('=', StringComparison.Ordinal))
        {
            var attribute = tokens.Dequeue().Split('=', 2);
            attributes[attribute[0]] = attribute[1].Trim('\'');
        }

        return new ProcessingNode { Name = name, Attributes = attributes, Children = Until(")", tokens) };
    }

    private static List<ProcessingNode> Until(string end, Queue<string> tokens)
    {
        var nodes = new List<ProcessingNode>();
        while (tokens.Peek() != end)
        {
            nodes.Add(Node(tokens));
        }

        tokens.Dequeue();
        return nodes;
    }

    private static ProcessingNode Named(string name, string identifier) =>
        new() { Name = name, Attributes = new Dictionary<string, string> { ["identifier"] = identifier } };

    private static ProcessingNode Base(string baseType, string text) =>
        new() { Name = "base-value", Attributes = new Dictionary<string, string> { ["base-type"] = baseType }, Text = text };

    [GeneratedRegex(@"[(){}\[\]]|'[^']*'|[\w-]+='[^']*'|[^\s(){}\[\]]+")]
    private static partial Regex Token();
}
