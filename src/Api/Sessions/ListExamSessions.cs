using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>Which sessions a list shows.</summary>
public sealed record ExamSessionFilter
{
    public Id<ExamMoment>? ExamMomentId { get; init; }

    /// <summary>Those that start on this day or later, in the Netherlands.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Those that start on this day or earlier.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Its whole name, accents and case ignored.</summary>
    public string? Room { get; init; }

    /// <summary><c>planned</c>, <c>under_way</c> or <c>over</c>.</summary>
    public string? State { get; init; }
}

internal sealed class ListExamSessions : IEndpoint
{
    private static readonly Sorting<ExamSession> Sorting = new(
        Sorting<ExamSession>.By("title", session => session.SearchKey),
        Sorting<ExamSession>.By("startsAt", session => session.StartsAt),
        Sorting<ExamSession>.By("room", session => session.RoomKey));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sessions", Handle)
        .Requires(Permission.SessionsRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor, HttpErrors.SearchTooBroad);

    private static async Task<Page<ExamSessionResponse>> Handle(
        [AsParameters] PageRequest page, [AsParameters] ExamSessionFilter filter, string? search,
        AppDb db, ExamSessionParts parts, Clock clock, CancellationToken cancel)
    {
        var found = await Sorting.PageAsync(Matching(filter, db, clock.Now), page, search, session => session, cancel);
        return new Page<ExamSessionResponse> { Data = await parts.ShowAsync(found.Data, cancel), NextCursor = found.NextCursor };
    }

    private static IQueryable<ExamSession> Matching(ExamSessionFilter filter, AppDb db, DateTimeOffset now)
    {
        IQueryable<ExamSession> sessions = db.ExamSessions.AsNoTracking();
        if (filter.ExamMomentId is { } moment)
        {
            sessions = sessions.Where(session => session.ExamMomentId == moment);
        }

        if (filter.From is { } first)
        {
            var from = Days.StartOf(first);
            sessions = sessions.Where(session => session.StartsAt >= from);
        }

        if (filter.To is { } last)
        {
            var to = Days.EndOf(last);
            sessions = sessions.Where(session => session.StartsAt < to);
        }

        if (filter.Room is { } room)
        {
            var key = SearchKey.Of(room);
            sessions = sessions.Where(session => session.RoomKey == key);
        }

        return Filters.Enum<ExamSessionState>("state", filter.State) switch
        {
            ExamSessionState.Planned => sessions.Where(session => session.StartsAt > now),
            ExamSessionState.UnderWay => sessions.Where(session => session.StartsAt <= now && session.EndsAt > now),
            ExamSessionState.Over => sessions.Where(session => session.EndsAt <= now),
            _ => sessions,
        };
    }
}
