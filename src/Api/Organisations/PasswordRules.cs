using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>What a password must be before its hash is stored.</summary>
internal sealed class PasswordRules(AppDb db, IPasswordHasher<User> hasher)
{
    public const int MinLength = 12;
    public const int MaxLength = 128;

    /// <summary>Its hash; 422 on <paramref name="pointer"/> when it is one that others would try.</summary>
    public async Task<string> HashAsync(User user, string pointer, string password, CancellationToken cancel)
    {
        var organisation = await db.Organisations.Select(organisation => organisation.Name).SingleAsync(cancel);
        return CommonPasswords.Includes(password, user.Email, user.Name, organisation)
            ? throw HttpErrors.Member(pointer, "password_too_common", "This password is among the first that others would try.")
            : hasher.HashPassword(user, password);
    }
}
