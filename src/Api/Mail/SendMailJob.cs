using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Mail;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Mail;

/// <summary>Sends a mail. A worker that dies between the server's word and ours sends it twice, with the same Message-ID.</summary>
internal sealed class SendMailJob(AppDb db, SmtpSender sender, TimeProvider time) : IJobHandler
{
    /// <summary>Some three hours: a mail server may be away for longer than other things are worth waiting for.</summary>
    public const int MaxAttempts = 12;

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var mail = await FindAsync(job, cancel);
        if (mail.State == MailState.Queued)
        {
            await sender.SendAsync(mail, cancel);
            mail.MarkSent(time.GetUtcNow());
            await db.SaveChangesAsync(CancellationToken.None);
        }

        return new { };
    }

    public async Task GiveUpAsync(RunningJob job, CancellationToken cancel)
    {
        var mail = await FindAsync(job, cancel);
        if (mail.State == MailState.Queued)
        {
            mail.GiveUp();
            await db.SaveChangesAsync(cancel);
        }
    }

    private Task<OutgoingMail> FindAsync(RunningJob job, CancellationToken cancel)
    {
        var id = job.Read<SendMailArguments>().MailId;
        return db.Mails.SingleAsync(mail => mail.Id == id, cancel);
    }
}
