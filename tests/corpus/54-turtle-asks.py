import turtle

turtle.speed(0)
sides = int(turtle.numinput("Polygon", "How many sides?", 6, minval=3, maxval=12))
name = turtle.textinput("Polygon", "Which colour?")
turtle.fillcolor(name)
turtle.begin_fill()
for _ in range(sides):
    turtle.forward(60)
    turtle.left(360 / sides)
turtle.end_fill()
print(sides, name, turtle.fillcolor())
