namespace Cesuur.Domain.Licensing;

/// <summary>What a licence allows (T), from the narrowest to the widest: one teacher, many teachers, or many teachers in departments.</summary>
public enum LicenceKind
{
    Teacher,
    Organisation,
    Departments,
}
