using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

public sealed record MergeCandidatesRequest
{
    /// <summary>The candidate who is the same person, and who is gone afterwards.</summary>
    public required Id<Candidate> DuplicateId { get; init; }
}

/// <summary>
/// Makes one of two candidates who are the same person. The one in the path stays as they are; what is known of the
/// duplicate alone, their groups, invitations, sittings and results become theirs. It cannot be undone.
/// </summary>
internal sealed class MergeCandidates : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/candidates/{candidateId}/merge", Handle)
        .Requires(Permission.CandidatesManage)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, PeopleErrors.SameCandidate, PeopleErrors.DepartmentsDiffer, PeopleErrors.CandidateErased, ExamSessionErrors.AlreadyRegistered);

    private static Task<CandidateResponse> Handle(
        Id<Candidate> candidateId, MergeCandidatesRequest request, HttpContext http, AppDb db, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var (candidate, duplicate) = await HoldBothAsync(candidateId, request.DuplicateId, db, cancel);
                candidate.RequireNotErased();
                duplicate.RequireNotErased();
                if (candidate.DepartmentId != duplicate.DepartmentId)
                {
                    throw new DomainException(PeopleErrors.DepartmentsDiffer);
                }

                await MoveAsync(duplicate.Id, candidate.Id, db, cancel);
                db.Candidates.Remove(duplicate);
                audit.Log("candidate.merged_away", duplicate.Id);
                await db.SaveChangesAsync(cancel); // first, since the number may change hands
                candidate.Complete(duplicate);
                audit.Log("candidate.merged", candidate.Id);
                await db.SaveChangesAsync(cancel);
                http.SetETag(db, candidate);
                return CandidateResponse.From(candidate);
            },
            cancel);

    private static async Task<(Candidate Candidate, Candidate Duplicate)> HoldBothAsync(
        Id<Candidate> id, Id<Candidate> duplicate, AppDb db, CancellationToken cancel)
    {
        if (id == duplicate)
        {
            throw new DomainException(PeopleErrors.SameCandidate);
        }

        if (!await db.Candidates.AnyAsync(candidate => candidate.Id == id, cancel))
        {
            throw new DomainException(HttpErrors.NotFound);
        }

        if (!await db.Candidates.AnyAsync(candidate => candidate.Id == duplicate, cancel))
        {
            throw HttpErrors.References(["/duplicateId"]);
        }

        var held = new Dictionary<Id<Candidate>, Candidate>();
        foreach (var one in new[] { id, duplicate }.Order())
        {
            held[one] = await db.HoldCandidateAsync(one, cancel);
        }

        return (held[id], held[duplicate]);
    }

    private static Task<int> MoveAsync(Id<Candidate> from, Id<Candidate> to, AppDb db, CancellationToken cancel) => db.Database.ExecuteSqlAsync(
        $"""
        UPDATE invitations SET candidate_id = {to.Value} WHERE tenant_id = {db.TenantId.Value} AND candidate_id = {from.Value};
        UPDATE sittings SET candidate_id = {to.Value} WHERE tenant_id = {db.TenantId.Value} AND candidate_id = {from.Value};
        UPDATE results SET candidate_id = {to.Value} WHERE tenant_id = {db.TenantId.Value} AND candidate_id = {from.Value};
        INSERT INTO group_candidates (tenant_id, group_id, candidate_id)
            SELECT tenant_id, group_id, {to.Value} FROM group_candidates WHERE tenant_id = {db.TenantId.Value} AND candidate_id = {from.Value}
            ON CONFLICT DO NOTHING;
        INSERT INTO candidate_teachers (tenant_id, user_id, candidate_id)
            SELECT tenant_id, user_id, {to.Value} FROM candidate_teachers WHERE tenant_id = {db.TenantId.Value} AND candidate_id = {from.Value}
            ON CONFLICT DO NOTHING;
        """,
        cancel);
}
