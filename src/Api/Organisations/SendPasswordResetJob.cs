using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <param name="ResetId">Of the link that is made, so that the job makes one however often it runs.</param>
/// <param name="UserId">Absent when the address was nobody's.</param>
internal sealed record SendPasswordResetArguments(Id<PasswordReset> ResetId, Id<User>? UserId);

/// <summary>Mails a user a link for a new password, unless they have had enough of them. What came of it, its result does not tell.</summary>
internal sealed class SendPasswordResetJob(AppDb db, AccountMails mails, TimeProvider time) : IJobHandler
{
    public const string Kind = "send_password_reset";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var arguments = job.Read<SendPasswordResetArguments>();
        if (arguments.UserId is { } id && await db.Users.AnyAsync(user => user.Id == id, cancel))
        {
            await db.InTransactionAsync(() => SendAsync(id, arguments.ResetId, cancel), cancel);
        }

        return new { };
    }

    public Task GiveUpAsync(RunningJob job, CancellationToken cancel) => Task.CompletedTask;

    private async Task<bool> SendAsync(Id<User> userId, Id<PasswordReset> resetId, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var user = await db.HoldUserAsync(userId, cancel);
        var since = now.AddHours(-1);
        var recent = await db.PasswordResets.Where(reset => reset.UserId == userId && reset.CreatedAt > since).Select(reset => reset.Id).ToListAsync(cancel);
        if (user.Status != UserStatus.Active || recent.Count >= PasswordReset.MaxPerHour || recent.Contains(resetId))
        {
            return false;
        }

        var token = Secret.Create(PasswordReset.Prefix, db.TenantId.Value);
        db.PasswordResets.Add(PasswordReset.Create(resetId, userId, token, now));
        await mails.PasswordResetAsync(user, token, cancel);
        await db.SaveChangesAsync(cancel);
        return true;
    }
}
