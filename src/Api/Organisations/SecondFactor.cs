using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>The second factor of a user whose row is held.</summary>
internal sealed class SecondFactor(AppDb db, TwoFactorSecrets secrets, TimeProvider time)
{
    public Task<TwoFactor?> FindAsync(Id<User> user, CancellationToken cancel) =>
        db.TwoFactors.SingleOrDefaultAsync(factor => factor.UserId == user, cancel);

    /// <summary>Whether a code is one of the app's. It is used up with the next save.</summary>
    public bool AcceptAppCode(TwoFactor factor, string code) =>
        factor.Accept(secrets.Unprotect(factor.ProtectedSecret), code, time.GetUtcNow());

    /// <summary>Whether a code is one of the app's or a recovery code. It is used up with the next save.</summary>
    public async Task<bool> AcceptAsync(TwoFactor factor, string code, CancellationToken cancel)
    {
        if (AcceptAppCode(factor, code))
        {
            return true;
        }

        var hash = RecoveryCode.HashOf(code);
        if (await db.RecoveryCodes.SingleOrDefaultAsync(known => known.UserId == factor.UserId && known.Hash == hash, cancel) is not { } recovery)
        {
            return false;
        }

        db.RecoveryCodes.Remove(recovery);
        return true;
    }

    /// <summary>New recovery codes with the next save; the old ones hold no more.</summary>
    public async Task<RecoveryCodesResponse> RenewRecoveryCodesAsync(TwoFactor factor, CancellationToken cancel)
    {
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(code => code.UserId == factor.UserId).ToListAsync(cancel));
        var codes = Enumerable.Range(0, RecoveryCode.Count).Select(_ => RecoveryCode.New()).ToList();
        db.RecoveryCodes.AddRange(codes.Select(code => RecoveryCode.Create(factor.UserId, code)));
        return new RecoveryCodesResponse { RecoveryCodes = codes };
    }
}
