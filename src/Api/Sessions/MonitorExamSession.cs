using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>
/// How the candidates of a session are doing. With <c>Accept: text/event-stream</c> it goes on: all rows first, then at most
/// every second those that changed; otherwise it is the rows once. A stream ends within a minute after the credential
/// stops being valid, an access token at its end too; whom the caller sees is asked as often; whoever comes back gets all rows again.
/// </summary>
internal sealed class MonitorExamSession : IEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromSeconds(30);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sessions/{examSessionId}/monitor", Handle)
        .Requires(Permission.SessionsRead)
        .Streams(("snapshot", typeof(MonitorResponse)), ("change", typeof(MonitorChangeEvent)))
        .Fails(HttpErrors.NotFound);

    private static async Task<Results<Ok<MonitorResponse>, EmptyHttpResult>> Handle(
        Id<ExamSession> examSessionId, HttpContext http, AppDb db, MonitorReader reader, Monitors monitors, TimeProvider time, CancellationToken cancel)
    {
        var seen = await SeenAsync(db, examSessionId, cancel) ?? throw new DomainException(HttpErrors.NotFound);
        if (!EventStream.IsWanted(http.Request))
        {
            return TypedResults.Ok((await reader.ReadAsync(db.TenantId, examSessionId, cancel)).Of(seen));
        }

        await EventStream.RunAsync(http, async ends =>
        {
            using var watch = monitors.Begin(db.TenantId, examSessionId);
            var shown = (await watch.FirstAsync(Patience, ends)).Of(seen);
            var stream = await EventStream.OpenAsync(http, ends);
            await stream.SendAsync("snapshot", shown);
            var (asked, written) = (time.GetTimestamp(), time.GetTimestamp());
            while (true)
            {
                var read = await watch.NextAsync(EventStream.Beat, ends); // or nothing was read for so long, and the stream lives all the same
                if (time.GetElapsedTime(asked) >= AskedAgainAfter)
                {
                    if (await SeenAgainAsync(http, examSessionId, ends) is not { } again)
                    {
                        return;
                    }

                    (seen, asked) = (again, time.GetTimestamp());
                }

                var next = read?.Of(seen) ?? shown;
                if (MonitorChangeEvent.Between(shown, next) is { } change)
                {
                    await stream.SendAsync("change", change);
                    written = time.GetTimestamp();
                }
                else if (time.GetElapsedTime(written) >= EventStream.Beat)
                {
                    await stream.BeatAsync();
                    written = time.GetTimestamp();
                }

                shown = next;
            }
        });
        return TypedResults.Empty;
    }

    /// <summary>Whom of the session the caller sees; null when not even the session.</summary>
    private static async Task<HashSet<Id<Invitation>>?> SeenAsync(AppDb db, Id<ExamSession> id, CancellationToken cancel) =>
        await db.ExamSessions.AnyAsync(session => session.Id == id, cancel)
            ? await db.Invitations.Where(invitation => invitation.ExamSessionId == id).Select(invitation => invitation.Id).ToHashSetAsync(cancel)
            : null;

    private static async Task<HashSet<Id<Invitation>>?> SeenAgainAsync(HttpContext http, Id<ExamSession> id, CancellationToken cancel)
    {
        if (await AccessMiddleware.AdmitAgainAsync(http) is not { } tenant)
        {
            return null;
        }

        await using var db = new AppDb(http.RequestServices.GetRequiredService<DbContextOptions<AppDb>>(), tenant);
        return await SeenAsync(db, id, cancel);
    }
}
