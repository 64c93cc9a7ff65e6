using Cesuur.Infrastructure.Organisations;

namespace Cesuur.Api.Organisations;

/// <summary>What the routes of accounts are made of.</summary>
internal static class AccountServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) => services
        .AddSingleton<SignInAttempts>()
        .AddSingleton<TwoFactorSecrets>()
        .AddScoped<SecondFactor>()
        .AddScoped<Proof>()
        .AddScoped<PasswordRules>()
        .AddScoped<AccountMails>();
}
