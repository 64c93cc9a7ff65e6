using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.AccountRequests;

/// <summary>Whether an organisation with this licence could begin with these users; what is wrong, by its place in the request.</summary>
internal static class WantedUsersCheck
{
    public static IReadOnlyList<ErrorDetail> Of(LicenceKind licence, IReadOnlyList<string> fields, IReadOnlyList<WantedUser> users)
    {
        List<ErrorDetail> wrong = [.. users.SelectMany((user, index) => OfUser(user, $"/users/{index}", licence, fields))];
        wrong.AddRange(
            from same in users.Select((user, index) => (Key: User.KeyOf(user.Email), index)).GroupBy(user => user.Key)
            from again in same.Skip(1)
            select new ErrorDetail($"/users/{again.index}/email", "email_repeated", "Another user of the request has this address."));
        if (licence == LicenceKind.Teacher && users.Count != 1)
        {
            wrong.Add(new ErrorDetail("/users", LicensingErrors.TeacherLicenceFull.Code, "A teacher licence has exactly one user."));
        }

        if (!users.Any(user => user.Roles.Contains(Role.Admin)))
        {
            wrong.Add(new ErrorDetail("/users", "no_admin", "Somebody must manage the organisation."));
        }

        return wrong;
    }

    private static IEnumerable<ErrorDetail> OfUser(WantedUser user, string pointer, LicenceKind licence, IReadOnlyList<string> fields)
    {
        var refusal = licence.RefusalOf(user.Roles)
            ?? (user.Roles.Contains(Role.DepartmentAdmin) ? "A new organisation has no departments yet; its admin makes them and their admins." : null);
        if (refusal is not null)
        {
            yield return new ErrorDetail($"{pointer}/roles", LicensingErrors.RolesNotAvailable.Code, refusal);
        }

        foreach (var (field, index) in (user.Fields ?? []).Select((field, index) => (field, index)).Where(ticked => !fields.Contains(ticked.field)))
        {
            yield return new ErrorDetail($"{pointer}/fields/{index}", "field_not_wanted", $"The field {field} is not among those that the request asks for.");
        }
    }
}
