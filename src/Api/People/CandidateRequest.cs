using System.ComponentModel.DataAnnotations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;

namespace Cesuur.Api.People;

/// <summary>What is recorded of a candidate. Only the name is required.</summary>
public sealed record CandidateRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>The organisation's own number; unique in the organisation.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string? Number { get; init; }

    [EmailAddress, StringLength(254)]
    public string? Email { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    [StringLength(100)]
    public string? NativeLanguage { get; init; }

    [StringLength(100)]
    public string? Nationality { get; init; }

    [StringLength(200)]
    public string? Education { get; init; }

    [StringLength(4000)]
    public string? Remarks { get; init; }

    /// <summary>Absent: the caller's own department, or none.</summary>
    public Id<Department>? DepartmentId { get; init; }

    internal CandidateDetails ToDetails() => new()
    {
        Name = Name,
        Number = Number,
        Email = Email,
        DateOfBirth = DateOfBirth,
        NativeLanguage = NativeLanguage,
        Nationality = Nationality,
        Education = Education,
        Remarks = Remarks,
    };

    internal static CandidateRequest From(Candidate candidate) => new()
    {
        Name = candidate.Name,
        Number = candidate.Number,
        Email = candidate.Email,
        DateOfBirth = candidate.DateOfBirth,
        NativeLanguage = candidate.NativeLanguage,
        Nationality = candidate.Nationality,
        Education = candidate.Education,
        Remarks = candidate.Remarks,
        DepartmentId = candidate.DepartmentId,
    };
}

public sealed record CandidateResponse
{
    public required Id<Candidate> Id { get; init; }

    public required string Name { get; init; }

    public string? Number { get; init; }

    public string? Email { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public string? NativeLanguage { get; init; }

    public string? Nationality { get; init; }

    public string? Education { get; init; }

    public string? Remarks { get; init; }

    public Id<Department>? DepartmentId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When all that told who it was was erased; absent for all others.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    internal static CandidateResponse From(Candidate candidate) => new()
    {
        Id = candidate.Id,
        Name = candidate.Name,
        Number = candidate.Number,
        Email = candidate.Email,
        DateOfBirth = candidate.DateOfBirth,
        NativeLanguage = candidate.NativeLanguage,
        Nationality = candidate.Nationality,
        Education = candidate.Education,
        Remarks = candidate.Remarks,
        DepartmentId = candidate.DepartmentId,
        CreatedAt = candidate.CreatedAt,
        ErasedAt = candidate.ErasedAt,
    };
}
