using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

/// <summary>
/// The candidates that the caller sees, by name unless asked otherwise. Absent values come last. <c>search</c> is the
/// beginning of the name.
/// </summary>
internal sealed class ListCandidates : IEndpoint
{
    private static readonly Sorting<Candidate> Sorting = new(
        Sorting<Candidate>.By("name", candidate => candidate.SearchKey),
        Sorting<Candidate>.By("number", candidate => candidate.NumberKey),
        Sorting<Candidate>.By("email", candidate => candidate.EmailKey),
        Sorting<Candidate>.By("dateOfBirth", candidate => candidate.DateOfBirthKey),
        Sorting<Candidate>.By("nativeLanguage", candidate => candidate.NativeLanguageKey),
        Sorting<Candidate>.By("nationality", candidate => candidate.NationalityKey),
        Sorting<Candidate>.By("education", candidate => candidate.EducationKey),
        Sorting<Candidate>.By("createdAt", candidate => candidate.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/candidates", Handle)
        .Requires(Permission.CandidatesRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor, HttpErrors.SearchTooBroad);

    private static Task<Page<CandidateResponse>> Handle(
        [AsParameters] PageRequest page, string? search, Id<Group>? groupId, string? number, Id<Department>? departmentId, AppDb db, CancellationToken cancel)
    {
        var candidates = db.Candidates.AsNoTracking().Where(candidate => candidate.ErasedAt == null);
        if (number is not null)
        {
            candidates = candidates.Where(candidate => candidate.Number == number);
        }

        if (groupId is { } group)
        {
            candidates = candidates.Where(candidate => db.Groups.Any(seen => seen.Id == group)
                && db.GroupCandidates.Any(member => member.GroupId == group && member.CandidateId == candidate.Id));
        }

        if (departmentId is { } department)
        {
            candidates = candidates.Where(candidate => candidate.DepartmentId == department);
        }

        return Sorting.PageAsync(candidates, page, search, CandidateResponse.From, cancel);
    }
}
