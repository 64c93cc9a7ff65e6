using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Infrastructure.Delivery;
using Cesuur.Infrastructure.Invitations;

namespace Cesuur.Api.Delivery;

/// <summary>Where the codes lead that candidates type, for all who have just done so.</summary>
internal sealed class CodeLookups(IServiceScopeFactory scopes) : Batcher<string, AccessCodeTarget>(most: 256)
{
    protected override int KeyOf(string ask) => ask.GetHashCode(StringComparison.Ordinal);

    protected override async Task<IReadOnlyList<Served<AccessCodeTarget>>> ServeAsync(IReadOnlyList<string> asks)
    {
        await using var scope = scopes.CreateAsyncScope();
        var targets = await scope.ServiceProvider.GetRequiredService<AccessCodes>().FindAsync(asks, CancellationToken.None);
        return [.. asks.Select(code => Served<AccessCodeTarget>.By(() => targets.GetValueOrDefault(code) ?? throw new DomainException(InvitationErrors.CodeUnknown)))];
    }
}
