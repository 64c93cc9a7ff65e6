using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

/// <summary>The groups that the caller sees; those of a teacher or a candidate, if asked for. <c>search</c> is the beginning of the name.</summary>
internal sealed class ListGroups : IEndpoint
{
    private static readonly Sorting<Group> Sorting = new(
        Sorting<Group>.By("name", group => group.SearchKey),
        Sorting<Group>.By("createdAt", group => group.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/groups", Handle)
        .Requires(Permission.CandidatesRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor, HttpErrors.SearchTooBroad);

    private static Task<Page<GroupResponse>> Handle(
        [AsParameters] PageRequest page, string? search, Id<User>? teacherId, Id<Candidate>? candidateId, Id<Department>? departmentId,
        AppDb db, CancellationToken cancel)
    {
        var groups = db.Groups.AsNoTracking();
        if (teacherId is { } teacher)
        {
            groups = groups.Where(group => db.GroupTeachers.Any(member => member.GroupId == group.Id && member.UserId == teacher));
        }

        if (candidateId is { } candidate)
        {
            groups = groups.Where(group => db.GroupCandidates.Any(member => member.GroupId == group.Id && member.CandidateId == candidate));
        }

        if (departmentId is { } department)
        {
            groups = groups.Where(group => group.DepartmentId == department);
        }

        return Sorting.PageAsync(groups, page, search, GroupResponse.From, cancel);
    }
}
