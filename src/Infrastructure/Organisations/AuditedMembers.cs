using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Domain.People;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Cesuur.Infrastructure.Organisations;

/// <summary>Which members of a resource the audit log shows before and after a change, and which of them it encrypts.</summary>
public static class AuditedMembers
{
    /// <summary>Never written, whatever they belong to: secrets, what secrets are made of or recognised by, how we look things up, and who strangers are.</summary>
    private static readonly HashSet<string> Withheld =
    [
        "Hash", "PasswordHash", "ProtectedSecret", "Code", "PageSecret", "FileKey", "SearchKey", "EmailKey", "CandidateKey", "SeatKey", "NoticeDueAt",
        "AttendanceNote", // of a candidate, whom we owe being forgotten
        "CheckoutUrl", // whoever has it pays
        "ContactName", "ContactEmail", // of strangers, whom we owe being forgotten
    ];

    /// <summary>The same, of those who order a licence and may never pay for it.</summary>
    private static readonly HashSet<string> WithheldOfOrders = [nameof(Order.Email), nameof(Order.OrganisationName)];

    /// <summary>What of a candidate says nothing about the person. A member that is not here is encrypted.</summary>
    private static readonly HashSet<string> Impersonal = [nameof(Candidate.DepartmentId), nameof(Candidate.CreatedAt), nameof(Candidate.ErasedAt)];

    /// <summary>Plain values of the resource itself: no keys, no content, nothing that the database adds.</summary>
    public static bool IsWritten(IReadOnlyProperty property) =>
        !property.IsShadowProperty()
        && !property.IsPrimaryKey()
        && property.ValueGenerated == ValueGenerated.Never
        && !Withheld.Contains(property.Name)
        && !(property.DeclaringType.ClrType == typeof(Order) && WithheldOfOrders.Contains(property.Name))
        && IsPlain(property.ClrType.IsArray ? property.ClrType.GetElementType()! : property.ClrType);

    /// <summary>Erased with the person, hence encrypted with a key that can be forgotten.</summary>
    public static bool IsPersonal(IReadOnlyProperty property) =>
        property.DeclaringType.ClrType == typeof(Candidate) && !Impersonal.Contains(property.Name);

    // A byte is none: an array of them is a hash or a key.
    private static bool IsPlain(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum
            || plain == typeof(string) || plain == typeof(bool) || plain == typeof(int) || plain == typeof(long) || plain == typeof(decimal)
            || plain == typeof(DateTimeOffset) || plain == typeof(DateOnly) || plain == typeof(TimeSpan)
            || plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(Id<>);
    }
}
