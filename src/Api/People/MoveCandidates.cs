using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

public sealed record MoveCandidatesRequest
{
    [Length(1, 1000)]
    public required IReadOnlyList<Id<Candidate>> CandidateIds { get; init; }

    /// <summary>The group they leave; absent: none.</summary>
    public Id<Group>? FromGroupId { get; init; }

    /// <summary>The group they join; absent: none.</summary>
    public Id<Group>? ToGroupId { get; init; }

    /// <summary>The department they go to, with all their work; absent: they stay where they are.</summary>
    public Id<Department>? ToDepartmentId { get; init; }
}

public sealed record CandidatesMovedResponse
{
    public required int Candidates { get; init; }
}

/// <summary>Moves candidates from one group to another, to another department, or both: all of them or none.</summary>
internal sealed class MoveCandidates : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/candidates/moves", Handle)
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.Invalid, HttpErrors.InsufficientScope, PeopleErrors.OtherDepartment, PeopleErrors.CandidateErased);

    private static Task<CandidatesMovedResponse> Handle(
        MoveCandidatesRequest request, AppDb db, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var candidates = await db.Candidates.Where(candidate => request.CandidateIds.Contains(candidate.Id)).ToListAsync(cancel);
                var groups = await db.Groups.AsNoTracking()
                    .Where(group => group.Id == request.FromGroupId || group.Id == request.ToGroupId).ToDictionaryAsync(group => group.Id, cancel);
                RequireAllFound(request, candidates, groups);
                var department = request.ToDepartmentId is null ? null : await db.PlaceAsync(request.ToDepartmentId, cancel);
                foreach (var candidate in candidates)
                {
                    candidate.RequireNotErased();
                    if (department is not null && department != candidate.DepartmentId)
                    {
                        db.RequireMover();
                        candidate.MoveTo(department);
                    }

                    if (request.ToGroupId is { } group)
                    {
                        groups[group].RequireOpenTo(candidate.DepartmentId);
                    }

                    audit.Log("candidate.moved", candidate.Id);
                }

                await db.SaveChangesAsync(cancel);
                await ChangeGroupsAsync(request, db, cancel);
                return new CandidatesMovedResponse { Candidates = candidates.Count };
            },
            cancel);

    private static void RequireAllFound(MoveCandidatesRequest request, List<Candidate> candidates, Dictionary<Id<Group>, Group> groups)
    {
        var known = candidates.Select(candidate => candidate.Id).ToHashSet();
        var missing = request.CandidateIds.Index().Where(asked => !known.Contains(asked.Item)).Select(asked => $"/candidateIds/{asked.Index}").ToList();
        foreach (var (pointer, asked) in new[] { ("/fromGroupId", request.FromGroupId), ("/toGroupId", request.ToGroupId) })
        {
            if (asked is { } group && !groups.ContainsKey(group))
            {
                missing.Add(pointer);
            }
        }

        if (missing.Count > 0)
        {
            throw HttpErrors.References(missing);
        }
    }

    private static async Task ChangeGroupsAsync(MoveCandidatesRequest request, AppDb db, CancellationToken cancel)
    {
        if (request.FromGroupId is { } from)
        {
            await db.GroupCandidates
                .Where(member => member.GroupId == from && request.CandidateIds.Contains(member.CandidateId)).ExecuteDeleteAsync(cancel);
        }

        if (request.ToGroupId is { } to)
        {
            var ids = request.CandidateIds.Select(id => id.Value).ToArray();
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO group_candidates (tenant_id, group_id, candidate_id)
                SELECT {db.TenantId.Value}, {to.Value}, unnest({ids}) ON CONFLICT DO NOTHING
                """,
                cancel);
        }
    }
}
