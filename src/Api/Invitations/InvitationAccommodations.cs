using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.People;

namespace Cesuur.Api.Invitations;

/// <summary>What a candidate is given beyond the others, because of a disability for instance.</summary>
public record InvitationAccommodations
{
    private const int LongestBreak = 120;

    /// <summary>More of all times, in percent.</summary>
    [Range(0, 200)]
    public int ExtraTimePercent { get; init; }

    /// <summary>More minutes for the test as a whole, after the percentage; the limits of sections and items grow in proportion.</summary>
    [Range(0, 600)]
    public int ExtraTimeMinutes { get; init; }

    /// <summary>How often each fragment may be played beyond its limit.</summary>
    [Range(0, 20)]
    public int ExtraPlays { get; init; }

    /// <summary>How often the candidate may stop the clock.</summary>
    [Range(0, 20)]
    public int Breaks { get; init; }

    /// <summary>How long each break lasts at most: 1 to 120 minutes where there are breaks.</summary>
    [Range(0, LongestBreak)]
    public int BreakMinutes { get; init; }

    /// <summary>The candidate works on paper; staff key in the answers afterwards.</summary>
    public bool Paper { get; init; }

    internal static InvitationAccommodations? From(Accommodations? given) => given is null ? null : new InvitationAccommodations
    {
        ExtraTimePercent = given.ExtraTimePercent,
        ExtraTimeMinutes = given.ExtraTimeMinutes,
        ExtraPlays = given.ExtraPlays,
        Breaks = given.Breaks,
        BreakMinutes = given.BreakMinutes,
        Paper = given.Paper,
    };

    /// <summary>Null where nothing is given.</summary>
    /// <param name="pointer">Where these stand in the request.</param>
    /// <exception cref="DomainException"><c>invalid_request</c></exception>
    internal Accommodations? ToDomain(string pointer)
    {
        if (Wrong(pointer) is { Count: > 0 } wrong)
        {
            throw new DomainException(HttpErrors.Invalid, errors: wrong);
        }

        var given = new Accommodations
        {
            ExtraTimePercent = ExtraTimePercent,
            ExtraTimeMinutes = ExtraTimeMinutes,
            ExtraPlays = ExtraPlays,
            Breaks = Breaks,
            BreakMinutes = Breaks > 0 ? BreakMinutes : 0,
            Paper = Paper,
        };
        return given == new Accommodations() ? null : given;
    }

    /// <summary>What is wrong with the members.</summary>
    internal List<ErrorDetail> Wrong(string pointer) => Breaks > 0 && BreakMinutes == 0
        ? [new ErrorDetail($"{pointer}/breakMinutes", "out_of_range", $"A break lasts 1 to {LongestBreak} minutes.")]
        : [.. Validation.Check(this, pointer)];
}

/// <summary>What one of the candidates who are invited is given beyond the others, at all of the tests.</summary>
public sealed record CandidateAccommodations : InvitationAccommodations
{
    /// <summary>One of those who are invited.</summary>
    public required Id<Candidate> CandidateId { get; init; }
}
