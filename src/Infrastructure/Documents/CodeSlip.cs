namespace Cesuur.Infrastructure.Documents;

/// <summary>What a candidate is handed to begin: one code for one test.</summary>
public sealed record CodeSlip
{
    public required string Name { get; init; }

    public string? Number { get; init; }

    public required string Test { get; init; }

    /// <summary>As it is printed.</summary>
    public required string Code { get; init; }

    /// <summary>Where the code leads by itself, or the bare code where there is no front end: what the QR code holds.</summary>
    public required string Link { get; init; }

    /// <summary>As it is in the Netherlands; absent: at once.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>As it is in the Netherlands; absent: always.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    public required IReadOnlyList<string> Aids { get; init; }

    /// <summary>When the code can be used, in words; null: always.</summary>
    public string? Window(DocumentWords words) => (OpensAt, ClosesAt) switch
    {
        ({ } opens, { } closes) => words.Say("usableBetween", ("from", words.Moment(opens)), ("to", words.Moment(closes))),
        ({ } opens, null) => words.Say("usableFrom", ("from", words.Moment(opens))),
        (null, { } closes) => words.Say("usableTo", ("to", words.Moment(closes))),
        _ => null,
    };
}
