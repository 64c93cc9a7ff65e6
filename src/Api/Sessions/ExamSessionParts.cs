using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>What a session is beside its own row: its tests, its invigilators, and who is registered.</summary>
internal sealed class ExamSessionParts(AppDb db, Clock clock)
{
    /// <summary>Writes what was asked for, with the next save.</summary>
    /// <param name="session">Of which the details have been changed.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="cancel">The request's.</param>
    /// <exception cref="DomainException">A reference is not there for the caller, or the times do not agree with what is referred to.</exception>
    public async Task WriteAsync(ExamSession session, ExamSessionRequest request, CancellationToken cancel)
    {
        var oldTests = await db.ExamSessionTests.Where(test => test.ExamSessionId == session.Id).ToListAsync(cancel);
        var oldInvigilators = await db.ExamSessionInvigilators.Where(invigilator => invigilator.ExamSessionId == session.Id).ToListAsync(cancel);
        var newTests = request.TestIds.Except(oldTests.Select(old => old.TestId)).ToList();
        var newInvigilators = request.InvigilatorIds.Except(oldInvigilators.Select(old => old.UserId)).ToList();
        var tests = await db.UsableTests().Where(test => newTests.Contains(test.Id)).ToDictionaryAsync(test => test.Id, test => test.TenantId, cancel);
        var users = (await db.Users.AsNoTracking().Where(user => newInvigilators.Contains(user.Id)).ToListAsync(cancel))
            .Where(user => user.Roles.Contains(Role.Invigilator)).Select(user => user.Id).ToHashSet();
        var missing = Missing("/testIds", request.TestIds, newTests, tests.ContainsKey)
            .Concat(Missing("/invigilatorIds", request.InvigilatorIds, newInvigilators, users.Contains)).ToList();
        if (missing.Count > 0)
        {
            throw HttpErrors.References(missing);
        }

        await RequireWithinMomentAsync(session, cancel);
        await RequireLongEnoughAsync(session, request.TestIds, cancel);
        db.ExamSessionTests.RemoveRange(oldTests.Where(old => !request.TestIds.Contains(old.TestId)));
        db.ExamSessionTests.AddRange(tests.Select(test => new ExamSessionTest { ExamSessionId = session.Id, PublisherId = test.Value, TestId = test.Key }));
        db.ExamSessionInvigilators.RemoveRange(oldInvigilators.Where(old => !request.InvigilatorIds.Contains(old.UserId)));
        db.ExamSessionInvigilators.AddRange(users.Select(user => new ExamSessionInvigilator { ExamSessionId = session.Id, UserId = user }));
    }

    public async Task<ExamSessionRequest> ReadAsync(ExamSession session, CancellationToken cancel) => ExamSessionRequest.From(
        session,
        await db.ExamSessionTests.AsNoTracking().Where(test => test.ExamSessionId == session.Id).ToListAsync(cancel),
        await db.ExamSessionInvigilators.AsNoTracking().Where(invigilator => invigilator.ExamSessionId == session.Id).ToListAsync(cancel));

    public async Task<ExamSessionResponse> ShowAsync(ExamSession session, CancellationToken cancel) => (await ShowAsync([session], cancel))[0];

    public async Task<IReadOnlyList<ExamSessionResponse>> ShowAsync(IReadOnlyList<ExamSession> sessions, CancellationToken cancel)
    {
        var ids = sessions.Select(session => session.Id).ToList();
        // A test that the caller's fields of study do not include is still what the session is for.
        var tests = (await (
            from part in db.ExamSessionTests
            where ids.Contains(part.ExamSessionId)
            join test in db.Tests.BeyondReach() on new { Publisher = part.PublisherId, part.TestId } equals new { Publisher = test.TenantId, TestId = test.Id }
            orderby test.SearchKey
            select new { part.ExamSessionId, test.Id, test.Title }).ToListAsync(cancel)).ToLookup(test => test.ExamSessionId);
        var durations = await DurationsAsync([.. tests.SelectMany(group => group).Select(test => test.Id).Distinct()], cancel);
        var invigilators = (await db.ExamSessionInvigilators.AsNoTracking().Where(part => ids.Contains(part.ExamSessionId)).OrderBy(part => part.UserId).ToListAsync(cancel))
            .ToLookup(part => part.ExamSessionId, part => part.UserId);
        var registered = await db.Invitations.BeyondReach().Where(invitation => invitation.ExamSessionId != null && ids.Contains(invitation.ExamSessionId.Value))
            .GroupBy(invitation => invitation.ExamSessionId!.Value).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancel);
        return [.. sessions.Select(session => new ExamSessionResponse
        {
            Id = session.Id,
            Title = session.Title,
            State = session.State(clock.Now),
            ExamMomentId = session.ExamMomentId,
            DepartmentId = session.DepartmentId,
            Tests =
            [
                .. tests[session.Id].Select(test => new ExamSessionTestResponse
                {
                    Id = test.Id,
                    Title = test.Title,
                    DurationSeconds = durations.TryGetValue(test.Id, out var seconds) ? seconds : null,
                }),
            ],
            Room = session.Room,
            StartsAt = session.StartsAt,
            EndsAt = session.EndsAt,
            LateUntil = session.LateUntil,
            TotalDurationSeconds = (int)session.TotalDuration.TotalSeconds,
            Capacity = session.Capacity,
            Registered = registered.GetValueOrDefault(session.Id),
            InvigilatorIds = [.. invigilators[session.Id]],
            RegistrationEndsAt = session.RegistrationEndsAt,
            PaymentDueAt = session.PaymentDueAt,
            Notes = session.Notes,
            SettledAt = session.SettledAt,
            CreatedAt = session.CreatedAt,
        })];
    }

    private async Task RequireWithinMomentAsync(ExamSession session, CancellationToken cancel)
    {
        if (session.ExamMomentId is not { } id)
        {
            return;
        }

        if (!await db.ExamMoments.AnyAsync(moment => moment.Id == id, cancel))
        {
            throw HttpErrors.References(["/examMomentId"]);
        }

        var moment = await db.HoldExamMomentAsync(id, cancel);
        if (!moment.Includes(Days.Of(session.StartsAt)) || !moment.Includes(Days.Of(session.EndsAt)))
        {
            throw new DomainException(ExamSessionErrors.OutsideMoment, $"The exam moment is from {moment.StartsOn:O} to {moment.EndsOn:O}.");
        }
    }

    // R art. 4: the sitting as a whole takes longer than the exam.
    private async Task RequireLongEnoughAsync(ExamSession session, IReadOnlyList<Id<Test>> tests, CancellationToken cancel)
    {
        var longest = (await DurationsAsync(tests, cancel)).Values.DefaultIfEmpty(0).Max();
        if (session.TotalDuration.TotalSeconds < longest)
        {
            throw new DomainException(ExamSessionErrors.Times, $"The session is over before the {longest} s of its longest test are.");
        }
    }

    /// <summary>Of the versions with which sittings begin now, in seconds.</summary>
    private Task<Dictionary<Id<Test>, int>> DurationsAsync(IReadOnlyList<Id<Test>> tests, CancellationToken cancel) =>
        db.CurrentVersions().Where(version => tests.Contains(version.TestId))
            .Select(version => new { version.TestId, Seconds = version.DurationSeconds!.Value }).ToDictionaryAsync(version => version.TestId, version => version.Seconds, cancel);

    // Who changes something else need not see all that is in the session already.
    private static IEnumerable<string> Missing<T>(string pointer, IReadOnlyList<Id<T>> asked, List<Id<T>> added, Func<Id<T>, bool> isThere)
        where T : IIdentified =>
        asked.Index().Where(named => added.Contains(named.Item) && !isThere(named.Item)).Select(named => $"{pointer}/{named.Index}");
}
