using System.Diagnostics.CodeAnalysis;

namespace Cesuur.Domain;

/// <summary>A thing with an id of its own; names the prefix its ids carry on the wire.</summary>
public interface IIdentified
{
    static abstract string IdPrefix { get; }
}

/// <summary>
/// The id of a <typeparamref name="T"/>: a UUIDv7, written as a TypeID (<c>prefix_</c> and 26
/// characters of base32). What cannot be read becomes <see cref="None"/>, which no row has, so
/// that a malformed id and an absent one are the same to every caller.
/// </summary>
public readonly record struct Id<T>(Guid Value) : IComparable<Id<T>>, IParsable<Id<T>>
    where T : IIdentified
{
    public static readonly Id<T> None;

    public static Id<T> New() => new(Guid.CreateVersion7());

    public static Id<T> New(DateTimeOffset at) => new(Guid.CreateVersion7(at));

    /// <summary>A new one that tells of no other time than that at which another was made.</summary>
    public static Id<T> NewAsOf<TOther>(Id<TOther> other)
        where TOther : IIdentified
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7().TryWriteBytes(bytes, bigEndian: true, out _);
        Span<byte> time = stackalloc byte[16];
        other.Value.TryWriteBytes(time, bigEndian: true, out _);
        time[..6].CopyTo(bytes);
        return new Id<T>(new Guid(bytes, bigEndian: true));
    }

    public bool IsNone => Value == Guid.Empty;

    public Id<T>? OrNull() => IsNone ? null : this;

    public override string ToString() => TypeId.Format(T.IdPrefix, Value);

    public static bool TryRead(string? text, out Id<T> id)
    {
        var read = TypeId.TryParse(text, T.IdPrefix, out var value);
        id = new Id<T>(value);
        return read;
    }

    public static Id<T> Parse(string s, IFormatProvider? provider) =>
        TryRead(s, out var id) ? id : throw new FormatException($"Not a {T.IdPrefix}_ id.");

    /// <summary>Always succeeds: a malformed id in a route finds nothing, as a foreign one does.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Id<T> result)
    {
        TryRead(s, out result);
        return true;
    }

    public int CompareTo(Id<T> other) => Value.CompareTo(other.Value);

    public static bool operator <(Id<T> left, Id<T> right) => left.CompareTo(right) < 0;

    public static bool operator >(Id<T> left, Id<T> right) => left.CompareTo(right) > 0;

    public static bool operator <=(Id<T> left, Id<T> right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Id<T> left, Id<T> right) => left.CompareTo(right) >= 0;
}
