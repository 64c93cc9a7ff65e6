using System.Text.RegularExpressions;
using Cesuur.Domain;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Organisations;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Api.Tests.Organisations;

/// <summary>A new column is looked at before it can reach the audit log.</summary>
[Collection(ApiCollection.Name)]
public sealed partial class AuditedMembersTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Nothing_that_smells_of_a_secret_is_written()
    {
        await using var scope = _api.Services.CreateAsyncScope();

        var suspects = (
            from entity in scope.ServiceProvider.GetRequiredService<AppDb>().Model.GetEntityTypes()
            from property in entity.GetProperties()
            where AuditedMembers.IsWritten(property) && !IsId(property.ClrType) && SmellOfSecret().IsMatch(property.Name)
            select $"{entity.ClrType.Name}.{property.Name}").ToList();

        Assert.Empty(suspects); // put it on the list of AuditedMembers, or say here why it is harmless
    }

    [Theory]
    [InlineData("PasswordHash", true)]
    [InlineData("TotpSecret", true)]
    [InlineData("RecoveryCodes", true)]
    [InlineData("Pin", true)]
    [InlineData("Name", false)]
    [InlineData("Opinion", false)]
    public void A_secret_is_known_by_its_name(string name, bool secret) => Assert.Equal(secret, SmellOfSecret().IsMatch(name));

    [Fact]
    public async Task Of_a_candidate_everything_is_personal_except_what_was_looked_at()
    {
        await using var scope = _api.Services.CreateAsyncScope();

        var impersonal = scope.ServiceProvider.GetRequiredService<AppDb>().Model.FindEntityType(typeof(Candidate))!.GetProperties()
            .Where(property => AuditedMembers.IsWritten(property) && !AuditedMembers.IsPersonal(property)).Select(property => property.Name);

        Assert.Equal(["CreatedAt", "DepartmentId", "ErasedAt"], impersonal.Order(StringComparer.Ordinal));
    }

    private static bool IsId(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is { IsGenericType: true } plain && plain.GetGenericTypeDefinition() == typeof(Id<>);

    // Words of a name in PascalCase.
    [GeneratedRegex("(Hash|Secret|Password|Token|Code|Key|Pin|Salt|Totp|Recovery|Protected|Signature|Cipher|Private)s?(?![a-z])")]
    private static partial Regex SmellOfSecret();
}
