namespace Cesuur.Domain.Licensing;

/// <summary>What an organisation makes use of that not every kind of licence allows.</summary>
/// <param name="Users">Users who are active or invited.</param>
/// <param name="AdminTeachers">Those of them who are admin and teacher both.</param>
/// <param name="DepartmentAdmins">Those of them who are department admins.</param>
/// <param name="Departments">Departments.</param>
public sealed record LicenceUse(int Users, int AdminTeachers, int DepartmentAdmins, int Departments);
