using Cesuur.Domain.Organisations;

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
public sealed class Candidate : TenantOwned, IIdentified, ISearchable
{
    private Candidate()
    {
    }

    public static string IdPrefix => "cand";

    /// <summary>What an erased candidate is called.</summary>
    public const string ErasedName = "—";

    public Id<Candidate> Id { get; private set; }

    public string Name { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    /// <summary>Its <c>sourcedId</c> in the school's own system, of a OneRoster import; unique in the organisation.</summary>
    public string? ExternalId { get; private set; }

    public string? Number { get; private set; }

    public string? Email { get; private set; }

    public DateOnly? DateOfBirth { get; private set; }

    public string? NativeLanguage { get; private set; }

    public string? Nationality { get; private set; }

    public string? Education { get; private set; }

    public string? Remarks { get; private set; }

    public Id<Department>? DepartmentId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When all that tells who it was went away; what is left is anonymous.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    // What lists are sorted by where a value can be absent: the value without case and accents, or the last
    // there is. The database computes them.
    public string NumberKey { get; private set; } = null!;

    public string EmailKey { get; private set; } = null!;

    public DateOnly DateOfBirthKey { get; private set; }

    public string NativeLanguageKey { get; private set; } = null!;

    public string NationalityKey { get; private set; } = null!;

    public string EducationKey { get; private set; } = null!;

    public static Candidate Create(CandidateDetails details, Id<Department>? department, DateTimeOffset now)
    {
        var candidate = new Candidate { Id = Id<Candidate>.New(), DepartmentId = department, CreatedAt = now };
        candidate.Change(details);
        return candidate;
    }

    /// <summary>To another department, with all that the candidate did; groups and teachers of the old one stay behind.</summary>
    public void MoveTo(Id<Department>? department) => DepartmentId = department;

    /// <summary>Forgets who it was. Results and the ledger stay, of nobody.</summary>
    public void Erase(DateTimeOffset now)
    {
        RequireNotErased();
        Change(new CandidateDetails { Name = ErasedName });
        ExternalId = null;
        ErasedAt = now;
    }

    /// <summary>Takes over what is known of a duplicate and not of this one.</summary>
    public void Complete(Candidate duplicate)
    {
        ExternalId ??= duplicate.ExternalId;
        Change(new CandidateDetails
        {
            Name = Name,
            Number = Number ?? duplicate.Number,
            Email = Email ?? duplicate.Email,
            DateOfBirth = DateOfBirth ?? duplicate.DateOfBirth,
            NativeLanguage = NativeLanguage ?? duplicate.NativeLanguage,
            Nationality = Nationality ?? duplicate.Nationality,
            Education = Education ?? duplicate.Education,
            Remarks = Remarks ?? duplicate.Remarks,
        });
    }

    /// <exception cref="DomainException"><c>candidate_erased</c></exception>
    public void RequireNotErased()
    {
        if (ErasedAt is not null)
        {
            throw new DomainException(PeopleErrors.CandidateErased);
        }
    }

    public void Change(CandidateDetails details)
    {
        RequireNotErased();
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

/// <summary>The teacher who entered a candidate, and who sees them in no group too.</summary>
public sealed class CandidateTeacher : TenantOwned
{
    public Id<Candidate> CandidateId { get; init; }

    public Id<User> UserId { get; init; }
}
