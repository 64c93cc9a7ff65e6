using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

public sealed record ExamSessionActRequest
{
    public required SittingActType Type { get; init; }

    /// <summary>At <c>extra_time</c> how much, less than nothing to take it back; at <c>reopening</c> for how long, absent: what was left.</summary>
    [Range(-86_400, 86_400)]
    public int? Seconds { get; init; }

    /// <summary>At <c>message</c>: plain text.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Text { get; init; }

    /// <summary>For the log; at <c>termination</c> and <c>reopening</c> it is required.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }

    /// <summary>At <c>termination</c>: whether what was saved is submitted and scored.</summary>
    public bool Scored { get; init; } = true;

    /// <summary>On whom; absent: on everybody who has a sitting.</summary>
    [Length(1, 10_000)]
    public IReadOnlyList<Id<Candidate>>? CandidateIds { get; init; }
}

/// <summary>What became of the act on one candidate.</summary>
public sealed record ExamSessionActOutcome
{
    public required Id<Candidate> CandidateId { get; init; }

    /// <summary>Absent: the code has not been typed yet.</summary>
    public Id<Sitting>? SittingId { get; init; }

    /// <summary>After the act, or as it was where the act was refused.</summary>
    public SittingState? State { get; init; }

    /// <summary>The code of the error for which the act was refused. Absent: it was done.</summary>
    public string? Error { get; init; }
}

public sealed record ExamSessionActResponse
{
    public required IReadOnlyList<ExamSessionActOutcome> Outcomes { get; init; }
}

/// <summary>An invigilator's act on all sittings of a session, or on those of some candidates, at once. Those whose state forbids it do not hold up the others.</summary>
internal sealed class ActOnExamSession : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sessions/{examSessionId}/acts", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid);

    private static async Task<ExamSessionActResponse> Handle(
        Id<ExamSession> examSessionId, ExamSessionActRequest request, AppDb db, SittingActs acts, CancellationToken cancel)
    {
        Require(request);
        await db.ExamSessions.Where(session => session.Id == examSessionId).RequireAsync(cancel);
        var registered = await (
            from invitation in db.Invitations
            where invitation.ExamSessionId == examSessionId
            join sitting in db.Sittings on invitation.Id equals sitting.InvitationId into sittings
            from sitting in sittings.DefaultIfEmpty()
            select new { invitation.CandidateId, SittingId = (Id<Sitting>?)sitting.Id }).ToListAsync(cancel);
        if (request.CandidateIds is { } asked)
        {
            var known = registered.Select(one => one.CandidateId).ToHashSet();
            if (asked.Any(id => !known.Contains(id)))
            {
                throw HttpErrors.References(asked.Index().Where(named => !known.Contains(named.Item)).Select(named => $"/candidateIds/{named.Index}"));
            }

            var chosen = asked.ToHashSet();
            registered = registered.FindAll(one => chosen.Contains(one.CandidateId));
        }

        var done = await acts.DoAsync(
            [.. registered.Select(one => one.SittingId).OfType<Id<Sitting>>()],
            new SittingAct(request.Type) { Seconds = request.Seconds, Message = request.Text, Reason = request.Reason, Scored = request.Scored },
            cancel);
        var outcomes = done.Select(outcome => new ExamSessionActOutcome
        {
            CandidateId = outcome.Sitting.CandidateId,
            SittingId = outcome.Sitting.Id,
            State = outcome.Sitting.State,
            Error = outcome.Refusal?.Error.Code,
        });
        var missing = request.CandidateIds is null ? [] : registered.Where(one => one.SittingId is null)
            .Select(one => new ExamSessionActOutcome { CandidateId = one.CandidateId, Error = ExamSessionErrors.NotCheckedIn.Code });
        return new ExamSessionActResponse { Outcomes = [.. outcomes, .. missing] };
    }

    private static void Require(ExamSessionActRequest request)
    {
        var lacking = request.Type switch
        {
            SittingActType.ExtraTime when request.Seconds is null => "/seconds",
            SittingActType.Message when request.Text is null => "/text",
            SittingActType.Termination or SittingActType.Reopening when request.Reason is null => "/reason",
            _ => null,
        };
        if (lacking is not null)
        {
            throw HttpErrors.Member(lacking, "required", "This act needs it.");
        }
    }
}
