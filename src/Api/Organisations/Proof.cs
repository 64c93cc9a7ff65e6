using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Organisations;
using Microsoft.AspNetCore.Identity;

namespace Cesuur.Api.Organisations;

/// <summary>
/// Has a signed-in user prove once more who they are, since a token can be stolen. Guesses count as they do at
/// sign-in; they are forgotten once all that the user has, password and second factor, has been given.
/// </summary>
internal sealed class Proof(AppDb db, Caller caller, SignInAttempts attempts, SecondFactor secondFactor, IPasswordHasher<User> hasher)
{
    /// <summary>The user, held, after the right password.</summary>
    public async Task<User> OfPasswordAsync(string pointer, string password, CancellationToken cancel)
    {
        var user = await CheckAsync(pointer, password, cancel);
        if (await secondFactor.FindAsync(user.Id, cancel) is not { IsOn: true })
        {
            await attempts.ForgetAsync(db.TenantId, user.Id, cancel);
        }

        return user;
    }

    /// <summary>The user, held, and their second factor, after the right password and a code of it.</summary>
    public async Task<(User User, TwoFactor Factor)> OfBothAsync(string password, string code, CancellationToken cancel)
    {
        var user = await CheckAsync("/password", password, cancel);
        if (await secondFactor.FindAsync(user.Id, cancel) is not { IsOn: true } factor)
        {
            throw new DomainException(OrganisationErrors.TwoFactorOff);
        }

        if (!await secondFactor.AcceptAsync(factor, code, cancel))
        {
            throw WrongCode();
        }

        await attempts.ForgetAsync(db.TenantId, user.Id, cancel);
        return (user, factor);
    }

    /// <summary>The user, held, and the second factor that they have set up, after the first code of the app.</summary>
    public async Task<(User User, TwoFactor Factor)> OfNewAppAsync(string code, CancellationToken cancel)
    {
        var admitted = await attempts.CountAsync(db.TenantId, caller.User!.Value, cancel);
        var user = await db.HoldUserAsync(caller.User.Value, cancel);
        if (await secondFactor.FindAsync(user.Id, cancel) is not { IsOn: false } factor)
        {
            throw new DomainException(OrganisationErrors.TwoFactorNotPending);
        }

        if (!admitted || !secondFactor.AcceptAppCode(factor, code))
        {
            throw WrongCode();
        }

        await attempts.ForgetAsync(db.TenantId, user.Id, cancel);
        return (user, factor);
    }

    private async Task<User> CheckAsync(string pointer, string password, CancellationToken cancel)
    {
        var admitted = await attempts.CountAsync(db.TenantId, caller.User!.Value, cancel);
        var user = await db.HoldUserAsync(caller.User.Value, cancel);
        return hasher.VerifyHashedPassword(user, user.PasswordHash!, password) != PasswordVerificationResult.Failed && admitted
            ? user
            : throw HttpErrors.Member(pointer, "wrong_password", "This is not the password, or a wrong one was given too often of late.");
    }

    private static DomainException WrongCode() =>
        HttpErrors.Member("/code", "wrong_code", "This is not a code of now, or a wrong one was given too often of late.");
}
