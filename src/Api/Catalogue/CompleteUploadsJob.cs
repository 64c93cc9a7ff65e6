using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Quartz;

namespace Cesuur.Api.Catalogue;

/// <summary>
/// Completes the uploads of all organisations that have all their bytes and nobody who puts them together: the process
/// that did died, or was too busy. Who sent them has no reason to ask again. Firing twice completes each once.
/// </summary>
internal sealed class CompleteUploadsJob(Databases databases, IServiceScopeFactory scopes, ILogger<CompleteUploadsJob> log) : IJob
{
    private const string Sql = """
        SELECT tenant_id, id FROM media_uploads
        WHERE state = 'receiving' AND received = length AND expires_at > clock_timestamp()
            AND (completing_until IS NULL OR completing_until < clock_timestamp())
        ORDER BY expires_at LIMIT 100
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var (organisation, upload) in await WaitingAsync(cancel))
        {
            await using var scope = await scopes.OpenAsync(organisation, cancel);
            try
            {
                await scope.ServiceProvider.GetRequiredService<MediaUploads>().ResumeAsync(upload);
            }
            catch (DomainException refusal)
            {
                log.LogInformation("{Upload} was not completed: {Code}", upload, refusal.Error.Code); // which its GET tells
            }
            catch (IOException e)
            {
                log.LogWarning(e, "{Upload} could not be put together", upload); // the others can
            }
        }
    }

    private async Task<List<(Id<Organisation> Organisation, Id<MediaUpload> Upload)>> WaitingAsync(CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var waiting = new List<(Id<Organisation>, Id<MediaUpload>)>();
        while (await reader.ReadAsync(cancel))
        {
            waiting.Add((new Id<Organisation>(reader.GetGuid(0)), new Id<MediaUpload>(reader.GetGuid(1))));
        }

        return waiting;
    }
}
