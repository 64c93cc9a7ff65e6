namespace Cesuur.Domain.People;

/// <summary>What is recorded of a candidate. Only the name is required (T).</summary>
public sealed record CandidateDetails
{
    public required string Name { get; init; }

    /// <summary>The organisation's own number of the candidate; unique in the organisation.</summary>
    public string? Number { get; init; }

    public string? Email { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public string? NativeLanguage { get; init; }

    public string? Nationality { get; init; }

    public string? Education { get; init; }

    public string? Remarks { get; init; }
}

/// <summary>A person who takes tests; has no user account.</summary>
public sealed class Candidate : TenantOwned, IIdentified
{
    private Candidate()
    {
    }

    public static string IdPrefix => "cand";

    public Id<Candidate> Id { get; private set; }

    public string Name { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    public string? Number { get; private set; }

    public string? Email { get; private set; }

    public DateOnly? DateOfBirth { get; private set; }

    public string? NativeLanguage { get; private set; }

    public string? Nationality { get; private set; }

    public string? Education { get; private set; }

    public string? Remarks { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Candidate Create(CandidateDetails details, DateTimeOffset now)
    {
        var candidate = new Candidate { Id = Id<Candidate>.New(), CreatedAt = now };
        candidate.Change(details);
        return candidate;
    }

    public void Change(CandidateDetails details)
    {
        Name = details.Name;
        SearchKey = Domain.SearchKey.Of(details.Name);
        Number = details.Number;
        Email = details.Email;
        DateOfBirth = details.DateOfBirth;
        NativeLanguage = details.NativeLanguage;
        Nationality = details.Nationality;
        Education = details.Education;
        Remarks = details.Remarks;
    }
}
